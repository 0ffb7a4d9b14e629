"""The bare host: what it shows, and the way to a workspace."""

import httpx
import pytest

from tenants.settings import Settings
from tests.conftest import World


async def test_a_visitor_reads_what_it_is_in_their_language(visitor: httpx.AsyncClient) -> None:
    assert "开通工作区" in (await visitor.get("/")).text
    english = await visitor.get("/", headers={"accept-language": "en-GB,en;q=0.9"})
    assert "Open a workspace" in english.text
    assert '<html lang="en"' in english.text
    assert "開通工作區" in (await visitor.get("/", headers={"accept-language": "zh-TW"})).text


async def test_a_chosen_language_is_kept(visitor: httpx.AsyncClient) -> None:
    await visitor.get("/")
    visitor.headers["x-csrftoken"] = visitor.cookies["csrf"]
    came_from = {"referer": "http://localhost:8000/find?host=x"}
    chosen = await visitor.post("/preferences", data={"locale": "en"}, headers=came_from)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/find?host=x")
    assert "Find my workspace" in (await visitor.get("/find")).text


async def test_the_way_to_a_workspace_is_its_login(
    visitor: httpx.AsyncClient, world: World, settings: Settings
) -> None:
    for typed in (world.company.label, f" {world.company.label.upper()}.localhost:8000 "):
        found = await visitor.get("/find", params={"host": typed})
        assert found.status_code == 303
        assert found.headers["location"] == f"{settings.tenant_url(world.company.label)}/login"


@pytest.mark.parametrize(
    "host",
    [
        *(
            "nobody-is-here",
            "",
            "evil.example",
            "//evil.example",
            "https://evil.example",
            "evil.example#",
            "a@evil.example",
        ),
        *(
            "acme.localhost:8000@evil.example",
            "\\evil.example",
            "evil.example/.localhost",
            "%2f%2fevil.example",
            "a\nb",
        ),
    ],
)
async def test_no_other_site_is_ever_the_answer(visitor: httpx.AsyncClient, host: str) -> None:
    answer = await visitor.get("/find", params={"host": host})
    assert answer.status_code == 404
    assert "location" not in answer.headers


async def test_its_forms_may_lead_to_workspaces_and_nowhere_else(visitor: httpx.AsyncClient) -> None:
    policy = (await visitor.get("/find")).headers["content-security-policy"]
    assert "form-action 'self' http://*.localhost:8000" in policy
    assert "default-src 'self'" in policy
    assert "form-action 'self'" in (await visitor.get("/signup")).headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "a.b.localhost", "localhost:99999", "[::1]", "xn--\u0430"]
)
async def test_a_host_that_is_not_ours_is_not_served(visitor: httpx.AsyncClient, host: str) -> None:
    headers = [(b"host", host.encode("utf-8"))]
    request = httpx.Request("GET", "http://localhost:8000/login", headers=headers)
    assert (await visitor.send(request)).status_code in (400, 421)

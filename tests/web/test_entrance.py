"""The entrance cannot be walked around."""

import httpx
import pytest

from tests.conftest import World
from tests.web.conftest import SignIn


@pytest.mark.parametrize("path", ["/_site/outbox", "//_site/outbox", "///_site/signup", "/%2F_site/signup", "/_site//"])
async def test_pages_of_the_bare_host_are_not_on_a_companys(sign_in: SignIn, world: World, path: str) -> None:
    client = await sign_in(world.company)
    assert (await client.get(str(client.base_url).rstrip("/") + path)).status_code == 404


async def test_a_program_that_asks_the_bare_host_is_answered_with_a_problem(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/forms")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"

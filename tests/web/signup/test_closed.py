"""Addresses at which no workspace can be entered."""

from litestar import Litestar

from tenants.engines import Database
from tenants.provisioning import set_status
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser


async def test_where_no_workspace_is_the_page_leads_to_the_start(app: Litestar, settings: Settings) -> None:
    async with browser(app, settings.tenant_url("nobody-is-here")) as client:
        answer = await client.get("/login", headers={"accept-language": "en"})
        assert answer.status_code == 404
        assert "There is no workspace at this address." in answer.text
        assert 'href="http://localhost:8000/find"' in answer.text
        assert "content-security-policy" in answer.headers
        problem = await client.get("/api/v1/forms")
        assert (problem.status_code, problem.json()["code"]) == (404, "no_workspace")


async def test_no_language_is_offered_where_no_workspace_could_keep_the_choice(
    app: Litestar, settings: Settings, world: World
) -> None:
    async with browser(app, settings.tenant_url("nobody-is-here")) as client:
        assert 'action="/preferences"' not in (await client.get("/")).text
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        assert 'action="/preferences"' in (await client.get("/login")).text


async def test_a_suspended_workspace_says_so_to_people_and_programs(
    app: Litestar, settings: Settings, database: Database, world: World
) -> None:
    await set_status(database, world.company, "suspended")
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        assert "暂停使用" in (await client.get("/")).text
        assert (await client.post("/login", data={"email": "a@b.cn", "password": "x"})).status_code == 403
        assert (await client.get("/api/v1/forms")).json()["code"] == "suspended"

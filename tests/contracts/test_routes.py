"""Rules that every route keeps."""

import re
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from web.needs import MEMBER, PUBLIC, WORKSPACE_NEEDS

SECRET = "只有别家知道的客户有限公司"


def routes(app: Litestar) -> list[tuple[str, str, dict[str, object]]]:
    """List method, path and options of every handler."""
    return [
        (method, route.path, handler.opt)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    ]


def test_every_route_declares_what_it_needs(app: Litestar) -> None:
    silent = [path for _, path, opt in routes(app) if opt.get("needs") not in (PUBLIC, MEMBER, *WORKSPACE_NEEDS)]
    assert silent == []


async def test_a_visitor_gets_no_page_of_the_workspace(app: Litestar, sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company)
    for method, path, opt in routes(app):
        if opt["needs"] == PUBLIC or path.startswith(("/_site", "/static")):
            continue
        answer = await client.request(method, filled(path, {}))
        to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        assert to_login or answer.status_code == 401, f"{method} {path}: {answer.status_code}"


async def test_another_companys_records_are_nowhere(
    app: Litestar, sign_in: SignIn, world: World, other: World, database: Database
) -> None:
    async with database.tenant(other.company) as db:
        view = await view_form(db, other.owner, "customer")
        record = await create_record(db, other.owner, view, {"name": SECRET, "mobile": "13800001111"})
        await db.commit()
    client = await sign_in(world.company, world.owner)
    for method, path, _ in routes(app):
        if path.startswith("/_site") or "logout" in path:
            continue
        answer = await client.request(method, filled(path, {"record": str(record.id), "id": str(record.id)}))
        assert SECRET not in answer.text, f"{method} {path}"
        assert "13800001111" not in answer.text, f"{method} {path}"
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"


async def test_a_cookie_of_one_company_opens_no_other(sign_in: SignIn, world: World, other: World) -> None:
    mine = await sign_in(world.company, world.owner)
    theirs = await sign_in(other.company)
    theirs.cookies.set("guanxi", mine.cookies["guanxi"])
    assert (await theirs.get("/f/customer")).status_code == 303


@pytest.mark.parametrize("form", ["nothing", "customer'; DROP TABLE x", "CUSTOMER", "w_other"])
async def test_a_form_that_does_not_exist_is_not_found(sign_in: SignIn, world: World, form: str) -> None:
    client = await sign_in(world.company, world.owner)
    assert (await client.get(f"/f/{form}")).status_code == 404


def filled(path: str, known: dict[str, str]) -> str:
    """Fill in a route's parameters: known ids, else something of the right shape."""
    plausible = {"form": "customer", "field": "name", "template": "quote", "path": "x"} | known

    def value(found: re.Match[str]) -> str:
        name, kind = found[1], found[2] or "str"
        return "1" if kind == "int" else plausible.get(name, str(uuid4()))

    return re.sub(r"\{([a-z_]+)(?::([a-z]+))?\}", value, path)

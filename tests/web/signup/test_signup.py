"""Signing up, as a visitor does it and as an attacker tries it."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, update

from saas.mails.model import Mail
from tenants.companies import CompanyRow
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser
from web.app import create_app


@pytest.fixture
async def guest(app: Litestar, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, settings.base_url) as client:
        yield client


@pytest.fixture
async def no_company(database: Database) -> AsyncIterator[None]:
    """An installation in which every company seems deleted."""
    async with database.platform() as db:
        there = (await db.execute(select(CompanyRow.id, CompanyRow.status))).all()
        await db.execute(update(CompanyRow).values(status="deleted"))
        await db.commit()
    yield
    async with database.platform() as db:
        for id, status in there:
            await db.execute(update(CompanyRow).where(CompanyRow.id == id).values(status=status))
        await db.commit()


def form(**changes: str) -> dict[str, str]:
    label = f"new-{secrets.token_hex(4)}"
    return {
        "company": "恒泽精密",
        "host": label,
        "name": "安然",
        "email": f"anran@{label}.cn",
        "password": "three odd words",
    } | changes


async def mailed_link(database: Database, address: str) -> str:
    async with database.platform() as db:
        query = select(Mail.body).where(Mail.recipient == address).order_by(Mail.id.desc()).limit(1)
        body = (await db.execute(query)).scalar_one()
    found = re.search(r"http://localhost:8000(/signup/confirm/\S+)", body)
    assert found
    return found[1]


async def test_from_the_form_to_the_workspace(
    guest: httpx.AsyncClient, app: Litestar, settings: Settings, database: Database
) -> None:
    sent = form()
    answer = await guest.post("/signup", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signup/sent")
    assert sent["email"] in (await guest.get("/signup/sent")).text
    clicked = await guest.get(await mailed_link(database, sent["email"]))
    home = settings.tenant_url(sent["host"])
    assert clicked.status_code == 303
    assert clicked.headers["location"].startswith(f"{home}/enter/")
    async with browser(app, home) as inside:
        entered = await inside.get(clicked.headers["location"])
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert "安然" in (await inside.get("/account")).text
    again = await guest.get(await mailed_link(database, sent["email"]))
    assert again.status_code == 200
    assert f"{home}/login" in again.text


async def test_the_link_into_the_workspace_works_once(
    guest: httpx.AsyncClient, app: Litestar, settings: Settings, database: Database
) -> None:
    sent = form()
    await guest.post("/signup", data=sent)
    entrance = (await guest.get(await mailed_link(database, sent["email"]))).headers["location"]
    async with browser(app, settings.tenant_url(sent["host"])) as first:
        assert (await first.get(entrance)).status_code == 303
    async with browser(app, settings.tenant_url(sent["host"])) as second:
        assert (await second.get(entrance)).status_code == 410
        assert (await second.get("/account")).headers["location"].startswith("/login")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("host", each) for each in ("www", "api", "admin", "аcme", "xn--acme", "a", "acme.evil.com", "-x-")],
        *[("password", each) for each in ("short", "woaini1314", "password123", "qwertyuiop", "1234567890")],
        *[("email", each) for each in ("", "a@b", "a@b.cn\r\nBcc: x@y.cn", "а@hengze.cn")],
        *[("company", each) for each in ("", "x", "http://evil.example 送优惠券", "x" * 81)],
        *[("name", each) for each in ("", "www.evil.example", "x" * 61)],
    ],
)
async def test_what_will_not_do_is_said_beside_its_field(
    guest: httpx.AsyncClient, database: Database, field: str, value: str
) -> None:
    sent = form(**{field: value})
    answer = await guest.post("/signup", data=sent)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert sent["password"] not in answer.text
    async with database.platform() as db:
        assert (await db.execute(select(Mail.id).where(Mail.recipient == sent["email"]))).first() is None


async def test_a_taken_address_is_refused(guest: httpx.AsyncClient, world: World) -> None:
    assert (await guest.post("/signup", data=form(host=world.company.label))).status_code == 422
    state = await guest.get("/signup/host", params={"host": world.company.label})
    assert "field-error" in state.text


async def test_known_and_unknown_addresses_get_the_same_answer(guest: httpx.AsyncClient, world: World) -> None:
    known = await guest.post("/signup", data=form(email=f"owner@{world.company.label}.cn"))
    unknown = await guest.post("/signup", data=form())
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])


async def test_a_flood_is_stopped(app: Litestar, settings: Settings) -> None:
    async with browser(app, settings.base_url) as guest:
        address = form()["email"]
        statuses = [(await guest.post("/signup", data=form(email=address))).status_code for _ in range(5)]
    assert statuses == [303, 303, 303, 303, 429]


async def test_hostile_text_stays_text(guest: httpx.AsyncClient) -> None:
    answer = await guest.post("/signup", data=form(company='"><script>alert(1)</script>', host='"><img src=x>'))
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "<img src=x>" not in answer.text


async def test_without_the_token_of_our_own_form_nothing_is_sent(guest: httpx.AsyncClient) -> None:
    del guest.headers["x-csrftoken"]
    assert (await guest.post("/signup", data=form())).status_code == 403
    assert (await guest.post("/signup", data=form(_csrf_token="forged"))).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://acme.localhost:8000"},
    ],
)
async def test_another_site_cannot_sign_up(guest: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await guest.post("/signup", data=form(), headers=headers)).status_code == 403


async def test_the_form_is_htmx_block_by_block(guest: httpx.AsyncClient) -> None:
    asked = {"hx-request": "true", "hx-target": "div#host_state"}
    state = await guest.get("/signup/host", params={"host": "acme-free"}, headers=asked)
    assert state.text.strip().startswith('<div id="host_state"')
    assert "<html" not in state.text
    asked["hx-target"] = "div#host_field"
    field = await guest.get("/signup/suggestion", params={"company": "苏州恒泽精密五金有限公司"}, headers=asked)
    assert 'value="szhzjmwj' in field.text
    own = {"company": "苏州恒泽", "host": "mine", "suggested": "szhz"}
    assert (await guest.get("/signup/suggestion", params=own, headers=asked)).status_code == 204


async def test_a_link_that_is_none_says_so(guest: httpx.AsyncClient) -> None:
    answer = await guest.get("/signup/confirm/nonsense")
    assert answer.status_code == 404
    assert 'href="/signup"' in answer.text


async def test_the_bare_hosts_pages_are_not_on_a_companys_host(app: Litestar, settings: Settings, world: World) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as inside:
        for path in ("/signup", "/find", "/signup/confirm/x", "/_site/signup", "/_site"):
            assert (await inside.get(path)).status_code == 404, path


async def test_a_private_installation_is_set_up_without_mail(
    settings: Settings, database: Database, no_company: None
) -> None:
    private = create_app(replace(settings, edition="private"), database)
    async with browser(private, settings.base_url) as guest:
        assert (await guest.get("/")).headers["location"] == "/signup"
        founded = await guest.post("/signup", data=form())
        assert founded.headers["location"].startswith("/enter/")
        assert (await guest.get(founded.headers["location"])).status_code == 303
        assert (await guest.get("/account")).status_code == 200
        assert (await guest.get("/signup")).status_code == 404
        assert (await guest.post("/signup", data=form())).status_code in (404, 405)

"""The login page, and what an attacker tries there."""

from dataclasses import replace

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, update

from saas.accounts.hashing import hash_password
from saas.audit.log import Operation
from saas.people.model import Person
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.visiting import browser
from web.app import create_app
from web.dependencies import COOKIE

PASSWORD = "three odd words"


@pytest.fixture
async def email(database: Database, world: World) -> str:
    """The rep's address, with a password set."""
    async with database.tenant(world.company) as db:
        await db.execute(
            update(Person).where(Person.id == world.rep.id).values(password_hash=await hash_password(PASSWORD))
        )
        await db.commit()
    return f"rep@{world.company.label}.cn"


async def test_who_logs_in_lands_where_they_wanted_to_go(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        sent = await client.get("/account", params={"tab": "客户 a&b"})
        assert sent.status_code == 303
        form = await client.get(sent.headers["location"])
        assert 'name="next" value="/account?tab=' in form.text
        answer = await client.post("/login", data={"email": email, "password": PASSWORD, "next": "/account?x=1"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account?x=1")
        assert (await client.get("/account")).status_code == 200
        assert (await client.get("/login?next=/people")).headers["location"] == "/people"


async def test_the_cookie_is_for_this_host_and_no_script(
    app: Litestar, settings: Settings, world: World, email: str, database: Database
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        answer = await client.post("/login", data={"email": email, "password": PASSWORD})
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie
    assert "Secure" not in cookie
    https = replace(settings, base_url="https://crm.example.com")
    async with browser(create_app(https, database), https.tenant_url(world.company.label)) as client:
        answer = await client.post("/login", data={"email": email, "password": PASSWORD})
        assert all("Secure" in c for c in answer.headers.get_list("set-cookie"))
        assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_session_that_was_planted_is_not_taken_over(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        client.cookies.set(COOKIE, "planted-by-an-attacker")
        await client.get("/login")
        answer = await client.post("/login", data={"email": email, "password": PASSWORD})
        given = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{COOKIE}="))
        assert "planted-by-an-attacker" not in given
        assert len(given.split(";")[0]) > 40
    async with browser(app, settings.tenant_url(world.company.label)) as attacker:
        attacker.cookies.set(COOKIE, "planted-by-an-attacker")
        assert (await attacker.get("/account")).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"),
        *("javascript:alert(1)", "evil.example", "/\r\nSet-Cookie: a=b", "///evil.example", "/ /evil.example", ""),
        *("http:/evil.example", "/x\x00", "/" + "x" * 3000),
    ],
)
async def test_a_login_leads_to_no_other_site(
    app: Litestar, settings: Settings, world: World, email: str, target: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        assert 'name="next" value="/"' in (await client.get("/login", params={"next": target})).text
        answer = await client.post("/login", data={"email": email, "password": PASSWORD, "next": target})
        assert answer.headers["location"] == "/"
        assert (await client.get("/login", params={"next": target})).headers["location"] == "/"


async def test_wrong_and_unknown_read_the_same(app: Litestar, settings: Settings, world: World, email: str) -> None:
    pages = []
    for address in (email, "no-" + email):
        async with browser(app, settings.tenant_url(world.company.label), ip="10.6.6.6") as client:
            answer = await client.post("/login", data={"email": address, "password": "wrong wrong"})
            csrf = client.cookies["csrf"]
            pages.append((answer.status_code, answer.text.replace(address, "…").replace(csrf, "")))
    assert pages[0] == pages[1]
    assert pages[0][0] == 422


async def test_guessing_is_stopped_whatever_the_case_of_the_address(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        statuses = []
        for n in range(9):
            typed = email.upper() if n % 2 else f" {email} "
            statuses.append((await client.post("/login", data={"email": typed, "password": "guess"})).status_code)
    assert statuses == [422] * 8 + [429]


async def test_a_header_does_not_give_an_attacker_fresh_tries(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        statuses = []
        for n in range(9):
            forged = {"x-forwarded-for": f"10.0.0.{n}"}
            answer = await client.post("/login", data={"email": email, "password": "guess"}, headers=forged)
            statuses.append(answer.status_code)
    assert statuses[-1] == 429


@pytest.mark.parametrize("path", ["/login", "/logout", "/forgot", "/preferences", "/account/password"])
async def test_other_sites_cannot_post_here(sign_in: SignIn, world: World, path: str) -> None:
    client = await sign_in(world.company, world.owner)
    assert (await client.post(path, headers={"origin": "https://evil.example"})).status_code == 403
    assert (await client.post(path, headers={"sec-fetch-site": "same-site"})).status_code == 403
    del client.headers["x-csrftoken"]
    assert (await client.post(path)).status_code == 403


async def test_logging_out_ends_the_session_on_the_server(sign_in: SignIn, world: World, database: Database) -> None:
    client = await sign_in(world.company, world.owner)
    cookie = client.cookies[COOKIE]
    answer = await client.post("/logout")
    assert answer.headers["location"] == "/login"
    client.cookies.set(COOKIE, cookie)
    assert (await client.get("/account")).status_code == 303
    async with database.tenant(world.company) as db:
        actions = (await db.execute(select(Operation.action).order_by(Operation.id))).scalars().all()
    assert actions[-1] == "logout"


async def test_a_session_of_one_company_is_nothing_in_another(
    app: Litestar, settings: Settings, sign_in: SignIn, world: World, other: World
) -> None:
    client = await sign_in(world.company, world.owner)
    async with browser(app, settings.tenant_url(other.company.label)) as stranger:
        stranger.cookies.set(COOKIE, client.cookies[COOKIE])
        assert (await stranger.get("/account")).status_code == 303


async def test_huge_and_broken_input_is_answered_calmly(app: Litestar, settings: Settings, world: World) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        for email, password in (("x" * 100_000, "y" * 100_000), ("a\x00b@c.cn", "\x00"), ("\ud7ff@x.cn", "")):
            assert (await client.post("/login", data={"email": email, "password": password})).status_code == 422
        files = {"email": ("a.txt", b"x"), "password": ("b.txt", b"y")}
        assert (await client.post("/login", files=files)).status_code == 422
        assert (await client.post("/login", content=b"{}")).status_code in (403, 422)
        assert (await client.get("/enter/" + "x" * 5000)).status_code in (404, 410)


async def test_a_theme_chosen_by_script_answers_quietly(sign_in: SignIn, world: World, database: Database) -> None:
    client: httpx.AsyncClient = await sign_in(world.company, world.owner)
    answer = await client.post("/preferences", data={"theme": "dark"}, headers={"hx-request": "true"})
    assert answer.status_code == 204
    assert 'data-theme="dark"' in (await client.get("/account")).text
    await client.post("/preferences", data={"theme": '"><script>', "locale": "xx"})
    assert 'data-theme="dark"' in (await client.get("/account")).text
    away = await client.post("/preferences", data={"locale": "en"}, headers={"referer": "https://evil.example/x"})
    assert away.headers["location"] == "/"
    assert "Your account" in (await client.get("/account")).text

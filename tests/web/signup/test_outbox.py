"""The local outbox is for whoever was shown its token where Guanxi was started, and for nobody by what they lack."""

from dataclasses import replace

import httpx
import pytest
from litestar import Litestar

from saas.mails.letter import write_letter
from saas.mails.post import post_mail_from_platform
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser
from web.app import create_app
from web.cli.serve import with_outbox
from web.pages.outbox.token import printed_address


@pytest.fixture(scope="module")
def started(settings: Settings) -> Settings:
    """Settings as `serve` makes them at a start."""
    return with_outbox(settings)


@pytest.fixture(scope="module")
def served(started: Settings, database: Database) -> Litestar:
    """The application as `serve` starts it."""
    return create_app(started, database)


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "10.0.0.5"])
async def test_mail_waits_behind_the_printed_address_and_says_why(
    served: Litestar, started: Settings, database: Database, ip: str
) -> None:
    async with database.platform() as db:
        await post_mail_from_platform(
            db, write_letter("a@b.cn", "<b>hello</b>", "<script>alert(1)</script>", "http://acme.localhost:8000/x")
        )
        await db.commit()
    async with browser(served, started.base_url, ip=ip) as here:
        opened = await here.get(printed_address(started))
        assert (opened.status_code, opened.headers["location"]) == (303, "/outbox")
        shown = await here.get("/outbox")
        assert shown.status_code == 200
        assert 'href="http://acme.localhost:8000/x"' in shown.text
        assert "&lt;script&gt;" in shown.text
        assert "<b>hello" not in shown.text
        assert "GUANXI_SMTP_URL" in shown.text


@pytest.mark.parametrize("edition", ["cloud", "private"])
@pytest.mark.parametrize("path", ["/outbox", "/outbox?token=", "/outbox?token=guess", "/outbox?token=%ED%A0%80"])
async def test_from_this_machine_alone_nobody_sees_it(
    started: Settings, database: Database, edition: str, path: str
) -> None:
    app = create_app(replace(started, edition=edition), database)
    for ip in ("127.0.0.1", "10.0.0.5", "8.8.8.8"):
        async with browser(app, started.base_url, ip=ip, headers={"cookie": "outbox=guess"}) as near:
            assert (await near.get(path)).status_code == 404


async def test_a_new_start_closes_it(started: Settings, settings: Settings, database: Database) -> None:
    printed = printed_address(started)
    async with browser(create_app(started, database), started.base_url) as here:
        await here.get(printed)
        kept = here.cookies["outbox"]
    for later in (with_outbox(settings), settings):
        async with browser(create_app(later, database), later.base_url, headers={"cookie": f"outbox={kept}"}) as here:
            assert [(await here.get(path)).status_code for path in ("/outbox", printed)] == [404, 404]


async def test_its_cookie_is_no_script_s_and_no_other_page_s(served: Litestar, started: Settings) -> None:
    async with browser(served, started.base_url) as here:
        cookie = (await here.get(printed_address(started))).headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "path=/outbox", "samesite=lax"))
    assert started.outbox_token.lower() not in cookie


async def test_whoever_waits_for_a_mail_is_told_where_it_is(served: Litestar, started: Settings, world: World) -> None:
    for url, path in ((started.base_url, "/signup/sent"), (started.tenant_url(world.company.label), "/forgot/sent")):
        async with browser(served, url) as here:
            said = (await here.get(path)).text
    assert "启动时打印的地址" in said
    assert started.outbox_token not in said


async def test_it_is_on_the_bare_host_only(served: Litestar, started: Settings, world: World) -> None:
    async with browser(served, started.tenant_url(world.company.label), ip="127.0.0.1") as inside:
        assert (await inside.get(f"/outbox?token={started.outbox_token}")).status_code == 404


async def test_with_a_mail_server_there_is_none(settings: Settings, started: Settings, database: Database) -> None:
    assert with_outbox(replace(settings, smtp_url="smtp://mail.example")).outbox_token == ""
    changed = replace(started, smtp_url="smtp://mail.example")
    transport = httpx.ASGITransport(create_app(changed, database))
    async with httpx.AsyncClient(transport=transport, base_url=changed.base_url) as here:
        assert (await here.get(f"/outbox?token={started.outbox_token}")).status_code == 404
        assert "/outbox" not in (await here.get("/signup/sent")).text

"""The local outbox is for this machine alone."""

from dataclasses import replace

import pytest
from litestar import Litestar

from saas.mails.letter import write_letter
from saas.mails.post import post_mail_from_platform
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser
from web.app import create_app


async def test_mail_waits_there_and_says_why(app: Litestar, settings: Settings, database: Database) -> None:
    async with database.platform() as db:
        await post_mail_from_platform(
            db, write_letter("a@b.cn", "<b>hello</b>", "<script>alert(1)</script>", "http://acme.localhost:8000/x")
        )
        await db.commit()
    for address in ("127.0.0.1", "::1"):
        async with browser(app, settings.base_url, ip=address) as here:
            shown = await here.get("/outbox")
            assert shown.status_code == 200
            assert 'href="http://acme.localhost:8000/x"' in shown.text
            assert "&lt;script&gt;" in shown.text
            assert "<b>hello" not in shown.text
            assert "GUANXI_SMTP_URL" in shown.text


@pytest.mark.parametrize("ip", ["10.0.0.5", "192.168.1.7", "8.8.8.8", "::ffff:10.0.0.1", "fe80::1"])
async def test_nobody_else_on_the_network_sees_it(app: Litestar, settings: Settings, ip: str) -> None:
    async with browser(app, settings.base_url, ip=ip) as away:
        assert (await away.get("/outbox")).status_code == 404
        assert "/outbox" not in (await away.get("/signup/sent")).text


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host"])
async def test_a_proxy_on_this_machine_does_not_open_it(app: Litestar, settings: Settings, header: str) -> None:
    async with browser(app, settings.base_url, ip="127.0.0.1", headers={header: "127.0.0.1"}) as behind:
        assert (await behind.get("/outbox")).status_code == 404


async def test_it_is_on_the_bare_host_only(app: Litestar, settings: Settings, world: World) -> None:
    async with browser(app, settings.tenant_url(world.company.label), ip="127.0.0.1") as inside:
        assert (await inside.get("/outbox")).status_code == 404


async def test_with_a_mail_server_or_a_public_name_there_is_none(settings: Settings, database: Database) -> None:
    for changed in (
        replace(settings, smtp_url="smtp://mail.example"),
        replace(settings, base_url="https://crm.example.com"),
    ):
        async with browser(create_app(changed, database), changed.base_url, ip="127.0.0.1") as here:
            assert (await here.get("/outbox")).status_code == 404

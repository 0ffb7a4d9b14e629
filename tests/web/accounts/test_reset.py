"""Forgotten passwords."""

import re
import time
from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import select, update

from saas.accounts.hashing import hash_password, password_matches
from saas.accounts.sessions import start_session
from saas.kit.clock import frozen, now
from saas.mails.model import Mail
from saas.people.model import Person
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser
from web.dependencies import COOKIE

OLD, NEW = "three odd words", "seven other words"


async def mails_to(database: Database, address: str) -> list[str]:
    async with database.platform() as db:
        query = select(Mail.body).where(Mail.recipient == address).order_by(Mail.id)
        return list((await db.execute(query)).scalars())


async def ask(app: Litestar, settings: Settings, world: World, address: str) -> str:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        answer = await client.post("/forgot", data={"email": address})
        assert (answer.status_code, answer.headers["location"]) == (303, "/forgot/sent")
        return str((await client.get("/forgot/sent")).text).replace(client.cookies["csrf"], "")


@pytest.fixture
async def email(database: Database, world: World) -> str:
    async with database.tenant(world.company) as db:
        await db.execute(update(Person).where(Person.id == world.rep.id).values(password_hash=await hash_password(OLD)))
        await db.commit()
    return f"rep@{world.company.label}.cn"


@pytest.fixture
async def path(app: Litestar, settings: Settings, world: World, database: Database, email: str) -> str:
    """The path of a reset link that was mailed."""
    await ask(app, settings, world, email.upper())
    found = re.search(
        rf"{re.escape(settings.tenant_url(world.company.label))}(/reset/\S+)", (await mails_to(database, email))[-1]
    )
    assert found
    return found[1]


async def test_a_new_password_ends_all_sessions_and_lets_in(
    app: Litestar, settings: Settings, world: World, database: Database, email: str, path: str
) -> None:
    async with database.tenant(world.company) as db:
        stolen = await start_session(db, world.rep.id, ip="", agent="")
        await db.commit()
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        assert (await client.get(path)).status_code == 200
        weak = await client.post(path, data={"password": "woaini1314"})
        assert weak.status_code == 422
        done = await client.post(path, data={"password": NEW})
        assert done.headers["location"] == "/"
        assert (await client.get("/account")).status_code == 200
        assert (await client.get(path)).status_code == 410
        assert (await client.post(path, data={"password": "yet another one"})).status_code == 410
    async with browser(app, settings.tenant_url(world.company.label)) as thief:
        thief.cookies.set(COOKIE, stolen)
        assert (await thief.get("/account")).status_code == 303
    async with database.tenant(world.company) as db:
        stored = (await db.execute(select(Person.password_hash).where(Person.id == world.rep.id))).scalar_one()
    assert await password_matches(stored, NEW)
    assert "退出登录" in (await mails_to(database, email))[-1]


async def test_known_and_unknown_addresses_are_answered_alike(
    app: Litestar, settings: Settings, world: World, database: Database, email: str
) -> None:
    spent, said = [], []
    for address in (email, f"nobody@{world.company.label}.cn", "not an address"):
        start = time.monotonic()
        said.append(await ask(app, settings, world, address))
        spent.append(time.monotonic() - start)
    assert said[0] == said[1] == said[2]
    assert min(spent) >= 0.25
    assert await mails_to(database, f"nobody@{world.company.label}.cn") == []
    assert len(await mails_to(database, email)) == 1


@pytest.mark.parametrize("status", ["disabled", "invited"])
async def test_who_may_not_log_in_gets_no_link(
    app: Litestar, settings: Settings, world: World, database: Database, email: str, status: str
) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(update(Person).where(Person.id == world.rep.id).values(status=status))
        await db.commit()
    await ask(app, settings, world, email)
    assert await mails_to(database, email) == []


async def test_a_mailbox_is_not_flooded(app: Litestar, settings: Settings, world: World, email: str) -> None:
    statuses = []
    for _ in range(4):
        async with browser(app, settings.tenant_url(world.company.label)) as client:
            statuses.append((await client.post("/forgot", data={"email": email})).status_code)
    assert statuses == [303, 303, 303, 429]


async def test_a_link_works_for_an_hour(app: Litestar, settings: Settings, world: World, path: str) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        with frozen(now() + timedelta(minutes=61)):
            assert (await client.get(path)).status_code == 410
            assert (await client.post(path, data={"password": NEW})).status_code == 410


async def test_the_link_in_the_mail_ignores_a_forged_host(
    app: Litestar, settings: Settings, world: World, database: Database, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        forged = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}
        assert (await client.post("/forgot", data={"email": email}, headers=forged)).status_code == 303
        assert (
            await client.post("/forgot", data={"email": email}, headers={"host": "evil.example"})
        ).status_code == 421
    assert all("evil.example" not in body for body in await mails_to(database, email))

"""Sessions on the server."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from saas.accounts.devices import device_of, is_phone
from saas.accounts.sessions import sessions_of, start_session, viewer_of_session
from saas.kit.clock import frozen, now
from saas.people.model import Person
from tenants.engines import Database
from tests.conftest import World


async def begin(database: Database, world: World) -> str:
    async with database.tenant(world.company) as db:
        token = await start_session(db, world.rep.id, ip="10.0.0.1", agent="test")
        await db.commit()
    return token


async def test_a_session_ends_after_thirty_days(database: Database, world: World) -> None:
    token = await begin(database, world)
    async with database.tenant(world.company) as db:
        with frozen(now() + timedelta(days=29)):
            assert await viewer_of_session(db, token, ip="")
        with frozen(now() + timedelta(days=31)):
            assert await viewer_of_session(db, token, ip="") is None
            assert await sessions_of(db, world.rep.id) == []


async def test_the_next_login_clears_what_has_expired(database: Database, world: World) -> None:
    await begin(database, world)
    with frozen(now() + timedelta(days=31)):
        await begin(database, world)
        async with database.tenant(world.company) as db:
            assert len(await sessions_of(db, world.rep.id)) == 1


async def test_being_seen_is_noted_every_ten_minutes(database: Database, world: World) -> None:
    token = await begin(database, world)
    later = now() + timedelta(minutes=11)
    with frozen(later):
        async with database.tenant(world.company) as db:
            await viewer_of_session(db, token, ip="")
            await db.commit()
            await db.begin_again()
            assert (await sessions_of(db, world.rep.id))[0].last_seen_at == later
            seen = (await db.execute(select(Person.last_seen_at).where(Person.id == world.rep.id))).scalar_one()
            assert seen == later


async def test_a_long_request_holds_no_other_up(database: Database, world: World) -> None:
    token = await begin(database, world)
    with frozen(now() + timedelta(minutes=11)):
        async with database.tenant(world.company) as long, database.tenant(world.company) as short:
            await viewer_of_session(long, token, ip="")
            async with asyncio.timeout(2):
                assert await viewer_of_session(short, token, ip="")


def test_people_recognise_their_devices() -> None:
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
    wechat = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0.50"
    wecom = wechat + " wxwork/4.1.30"
    assert device_of(windows) == "Chrome · Windows"
    assert device_of(windows + " Edg/130.0") == "Edge · Windows"
    assert device_of(wechat) == "WeChat · Android"
    assert device_of(wecom) == "WeCom · Android"
    assert device_of("") == ""
    assert is_phone(wechat)
    assert not is_phone(windows)

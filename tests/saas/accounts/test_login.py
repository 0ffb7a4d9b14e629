"""Logging in, below the pages."""

import time

import pytest
from sqlalchemy import select, update

from saas.accounts.hashing import hash_password
from saas.accounts.known import Entry
from saas.accounts.login import AccountDisabled, WrongLogin, log_in
from saas.accounts.model import LoginSession
from saas.audit.log import Operation
from saas.kit.errors import TooMany
from saas.people.model import Person
from tenants.engines import Database
from tests.conftest import World

PASSWORD = "three odd words"


async def enter(database: Database, world: World, email: str, password: str, ip: str = "10.1.1.1") -> Entry:
    return await log_in(database, world.company, email=email, password=password, ip=ip, agent="test")


async def set_rep(database: Database, world: World, **values: object) -> str:
    async with database.tenant(world.company) as db:
        await db.execute(update(Person).where(Person.id == world.rep.id).values(**values))
        email = (await db.execute(select(Person.email).where(Person.id == world.rep.id))).scalar_one()
        await db.commit()
    return str(email)


async def actions(database: Database, world: World) -> list[tuple[str, str]]:
    async with database.tenant(world.company) as db:
        rows = await db.execute(select(Operation.person, Operation.action).order_by(Operation.id))
        return [(person, action) for person, action in rows if action != "found"]


async def test_the_address_may_be_typed_in_any_case_and_width(database: Database, world: World) -> None:
    email = await set_rep(database, world, password_hash=await hash_password(PASSWORD))
    assert await enter(database, world, f" {email.upper().replace('@', '＠')} ", PASSWORD)
    assert await enter(database, world, email, "ｔｈｒｅｅ odd words")


async def test_only_the_hash_of_a_session_is_kept(database: Database, world: World) -> None:
    email = await set_rep(database, world, password_hash=await hash_password(PASSWORD))
    token = (await enter(database, world, email, PASSWORD)).token
    async with database.tenant(world.company) as db:
        stored = (await db.execute(select(LoginSession.token_hash))).scalars().all()
    assert token.encode() not in stored
    assert all(len(each) == 32 for each in stored)


async def test_logins_and_failures_are_logged_without_the_password(database: Database, world: World) -> None:
    email = await set_rep(database, world, password_hash=await hash_password(PASSWORD))
    await enter(database, world, email, PASSWORD)
    with pytest.raises(WrongLogin):
        await enter(database, world, "x" * 500 + "@y.cn", "secret of a stranger")
    logged = await actions(database, world)
    assert logged == [("本杰", "login"), ("x" * 120, "login_failed")]


async def test_unknown_and_wrong_take_the_same_time(database: Database, world: World) -> None:
    email = await set_rep(database, world, password_hash=await hash_password(PASSWORD))
    spent: dict[str, float] = {}
    for who in (email, "nobody@nowhere.cn"):
        best = 9.0
        for n in range(3):
            start = time.perf_counter()
            with pytest.raises(WrongLogin):
                await enter(database, world, who, "wrong", ip=f"10.2.{n}.1")
            best = min(best, time.perf_counter() - start)
        spent[who] = best
    assert 0.5 < spent[email] / spent["nobody@nowhere.cn"] < 2


@pytest.mark.parametrize("status", ["disabled", "invited"])
async def test_who_is_not_active_does_not_get_in(database: Database, world: World, status: str) -> None:
    hashed = await hash_password(PASSWORD) if status == "disabled" else None
    email = await set_rep(database, world, status=status, password_hash=hashed)
    with pytest.raises(AccountDisabled if status == "disabled" else WrongLogin):
        await enter(database, world, email, PASSWORD)
    with pytest.raises(WrongLogin):
        await enter(database, world, email, "")


async def test_guessing_stops_and_colleagues_still_get_in(database: Database, world: World) -> None:
    email = await set_rep(database, world, password_hash=await hash_password(PASSWORD))
    for _ in range(8):
        with pytest.raises(WrongLogin):
            await enter(database, world, email, "guess", ip="10.3.3.3")
    with pytest.raises(TooMany):
        await enter(database, world, email, PASSWORD, ip="10.3.3.3")
    assert await enter(database, world, email, PASSWORD, ip="10.4.4.4")


async def test_rightful_logins_use_up_no_tries(database: Database, world: World) -> None:
    email = await set_rep(database, world, password_hash=await hash_password(PASSWORD))
    for _ in range(10):
        await enter(database, world, email, PASSWORD, ip="10.5.5.5")


async def test_a_password_hashed_the_old_way_is_hashed_anew(database: Database, world: World) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    email = await set_rep(database, world, password_hash=old)
    await enter(database, world, email, PASSWORD)
    async with database.tenant(world.company) as db:
        stored = (await db.execute(select(Person.password_hash).where(Person.id == world.rep.id))).scalar_one()
    assert stored != old
    assert await enter(database, world, email, PASSWORD)

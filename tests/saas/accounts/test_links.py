"""Links that work once."""

import asyncio
from datetime import timedelta

import pytest

from saas.accounts.links import ENTER, INVITATION, RESET, LinkSpent, new_link, person_behind, use_link
from saas.kit.clock import frozen, now
from saas.people.membership import disable_member
from tenants.engines import Database
from tests.conftest import World


async def make(database: Database, world: World, purpose: str) -> str:
    async with database.tenant(world.company) as db:
        token = await new_link(db, world.rep.id, purpose)
        await db.commit()
    return token


async def test_of_two_at_the_same_instant_one_gets_in(database: Database, world: World) -> None:
    token = await make(database, world, ENTER)

    async def follow() -> int:
        async with database.tenant(world.company) as db:
            person = await use_link(db, token, ENTER)
            await asyncio.sleep(0.05)
            await db.commit()
            return person.id

    outcomes = await asyncio.gather(follow(), follow(), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LinkSpent", "int"]


async def test_a_link_serves_its_own_purpose_only(database: Database, world: World) -> None:
    token = await make(database, world, INVITATION)
    async with database.tenant(world.company) as db:
        for purpose in (ENTER, RESET):
            with pytest.raises(LinkSpent):
                await use_link(db, token, purpose)


async def test_a_link_expires(database: Database, world: World) -> None:
    token = await make(database, world, RESET)
    async with database.tenant(world.company) as db:
        with frozen(now() + timedelta(minutes=61)), pytest.raises(LinkSpent):
            await person_behind(db, token, RESET)


async def test_a_new_link_ends_the_earlier_one(database: Database, world: World) -> None:
    first, second = await make(database, world, RESET), await make(database, world, RESET)
    async with database.tenant(world.company) as db:
        with pytest.raises(LinkSpent):
            await use_link(db, first, RESET)
        assert (await use_link(db, second, RESET)).id == world.rep.id


async def test_links_of_one_company_are_nothing_in_another(database: Database, world: World, other: World) -> None:
    token = await make(database, world, ENTER)
    async with database.tenant(other.company) as db:
        with pytest.raises(LinkSpent):
            await use_link(db, token, ENTER)


async def test_a_disabled_member_has_no_links(database: Database, world: World) -> None:
    token = await make(database, world, RESET)
    async with database.tenant(world.company) as db:
        await disable_member(db, world.owner, world.rep.id)
        with pytest.raises(LinkSpent):
            await use_link(db, token, RESET)

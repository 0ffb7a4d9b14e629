"""Changing what members are: who may, what it ends, and that a company keeps an owner."""

import asyncio

import pytest
from sqlalchemy import select

from saas.accounts.api_tokens import create_token
from saas.accounts.sessions import start_session, viewer_of_session, viewer_of_token
from saas.audit.log import Operation
from saas.kit.errors import Invalid
from saas.people.directory import directory_of
from saas.people.errors import LastOwner, NotOneself, OwnersOnly, PersonNotFound
from saas.people.membership import change_member, disable_member, enable_member
from saas.people.viewer import Viewer
from tenants.engines import Database
from tests.conftest import World


def admin(world: World) -> Viewer:
    return Viewer(world.auditor.id, "方审", 1, frozenset({"admin"}))


async def change(database: Database, world: World, viewer: Viewer, person: int, roles: list[str]) -> None:
    async with database.tenant(world.company) as db:
        await change_member(db, viewer, person, roles=roles, department_id=1)
        await db.commit()


async def test_new_roles_count_at_once_and_are_logged(database: Database, world: World) -> None:
    await change(database, world, world.owner, world.rep.id, ["manager", "finance"])
    async with database.tenant(world.company) as db:
        assert (await directory_of(db)).members[world.rep.id].roles == {"manager", "finance"}
        query = select(Operation.detail).where(Operation.action == "change_roles")
        assert (await db.execute(query)).scalar_one() == {
            "person": world.rep.id,
            "before": ["rep"],
            "after": ["manager", "finance"],
        }


async def test_the_last_owner_stays_owner(database: Database, world: World) -> None:
    with pytest.raises(LastOwner):
        await change(database, world, world.owner, world.owner.id, ["admin"])


async def test_an_owner_who_never_joined_does_not_count(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await change_member(db, world.owner, world.rep.id, roles=["owner"], department_id=1)
        await disable_member(db, world.owner, world.rep.id)
        await db.commit()
    with pytest.raises(LastOwner):
        await change(database, world, world.owner, world.owner.id, ["admin"])


async def test_two_owners_who_step_down_at_the_same_instant_cannot_both(database: Database, world: World) -> None:
    await change(database, world, world.owner, world.rep.id, ["owner"])
    second = Viewer(world.rep.id, "本杰", 1, frozenset({"owner"}))
    outcomes = await asyncio.gather(
        change(database, world, world.owner, world.owner.id, ["admin"]),
        change(database, world, second, second.id, ["admin"]),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastOwner", "NoneType"]


async def test_two_owners_cannot_disable_each_other(database: Database, world: World) -> None:
    await change(database, world, world.owner, world.rep.id, ["owner"])
    second = Viewer(world.rep.id, "本杰", 1, frozenset({"owner"}))

    async def disable(viewer: Viewer, person: int) -> None:
        async with database.tenant(world.company) as db:
            await disable_member(db, viewer, person)
            await db.commit()

    outcomes = await asyncio.gather(
        disable(world.owner, second.id), disable(second, world.owner.id), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastOwner", "NoneType"]


async def test_an_administrator_makes_no_owner_and_touches_none(database: Database, world: World) -> None:
    for person, roles in ((world.rep.id, ["owner"]), (world.auditor.id, ["owner"]), (world.owner.id, ["rep"])):
        with pytest.raises(OwnersOnly):
            await change(database, world, admin(world), person, roles)
    async with database.tenant(world.company) as db:
        with pytest.raises(OwnersOnly):
            await disable_member(db, admin(world), world.owner.id)


@pytest.mark.parametrize("roles", [[], ["emperor"], ["rep", "rep; DROP TABLE people"]])
async def test_only_known_roles_are_given(database: Database, world: World, roles: list[str]) -> None:
    with pytest.raises(Invalid):
        await change(database, world, world.owner, world.rep.id, roles)


async def test_a_department_must_exist(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(Invalid):
            await change_member(db, world.owner, world.rep.id, roles=["rep"], department_id=999)


async def test_nobody_disables_themselves(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(NotOneself):
            await disable_member(db, world.owner, world.owner.id)


async def test_a_disabled_members_sessions_and_tokens_end_for_good(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        session = await start_session(db, world.rep.id, ip="", agent="")
        token = await create_token(db, world.rep, "ERP")
        await db.commit()
    async with database.tenant(world.company) as db:
        assert await viewer_of_session(db, session, ip="")
        assert await viewer_of_token(db, token, ip="")
        await disable_member(db, world.owner, world.rep.id)
        await db.commit()
        await db.begin_again()
        assert await viewer_of_session(db, session, ip="") is None
        assert await viewer_of_token(db, token, ip="") is None
        await enable_member(db, world.owner, world.rep.id)
        assert await viewer_of_session(db, session, ip="") is None
        assert await viewer_of_token(db, token, ip="") is None


async def test_somebody_elses_members_do_not_exist(database: Database, world: World) -> None:
    with pytest.raises(PersonNotFound):
        await change(database, world, world.owner, 9999, ["rep"])

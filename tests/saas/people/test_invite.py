"""Inviting people."""

import pytest
from sqlalchemy import select

from saas.accounts.links import LinkSpent
from saas.kit.errors import Invalid
from saas.mails.model import Mail
from saas.people.errors import AlreadyActive, OwnersOnly
from saas.people.invite import Invited, accept, invite, invite_again
from saas.people.model import Person
from saas.people.viewer import Viewer
from tenants.engines import Database
from tests.conftest import World

URL = "http://acme.localhost:8000/invitation"
PASSWORD = "three odd words"


async def ask(
    database: Database, world: World, email: str, *, viewer: Viewer | None = None, roles: tuple[str, ...] = ("rep",)
) -> Invited:
    async with database.tenant(world.company) as db:
        invited = await invite(
            database, db, viewer or world.owner, email=email, name="", roles=roles, department_id=1, url=URL
        )
        await db.commit()
    return invited


async def test_the_invited_get_a_mail_with_the_link(database: Database, world: World) -> None:
    address = f"new@{world.company.label}.cn"
    invited = await ask(database, world, address.upper())
    async with database.platform() as db:
        mail = (await db.execute(select(Mail).where(Mail.recipient == address))).scalar_one()
    assert f"{URL}/{invited.token}" in mail.body
    assert "安然" in mail.subject


async def test_an_invitation_that_fails_sends_no_mail(database: Database, world: World) -> None:
    address = f"never@{world.company.label}.cn"
    async with database.tenant(world.company) as db:
        await invite(database, db, world.owner, email=address, name="", roles=["rep"], department_id=1, url=URL)
        await db.rollback()
    async with database.platform() as db:
        assert (await db.execute(select(Mail).where(Mail.recipient == address))).one_or_none() is None


async def test_nobody_is_invited_twice(database: Database, world: World) -> None:
    with pytest.raises(Invalid) as refused:
        await ask(database, world, f"REP@{world.company.label}.cn")
    assert "email" in refused.value.errors


@pytest.mark.parametrize("email", ["", "a@b", "a b@c.cn", "a@b.cn\nBcc: x@y.cn", "аnran@hengze.cn", "a@b.cn,c@d.cn"])
async def test_an_address_that_is_none_is_refused(database: Database, world: World, email: str) -> None:
    with pytest.raises(Invalid):
        await ask(database, world, email)


async def test_an_administrator_invites_no_owner(database: Database, world: World) -> None:
    boss = Viewer(world.rep.id, "本杰", 1, frozenset({"admin"}))
    with pytest.raises(OwnersOnly):
        await ask(database, world, "x@y.cn", viewer=boss, roles=("owner",))
    invited = await ask(database, world, "owner2@y.cn", roles=("owner",))
    async with database.tenant(world.company) as db:
        with pytest.raises(OwnersOnly):
            await invite_again(database, db, boss, invited.person.id, url=URL)


async def test_the_invited_choose_name_and_password_once(database: Database, world: World) -> None:
    invited = await ask(database, world, "new@y.cn")
    async with database.tenant(world.company) as db:
        with pytest.raises(Invalid) as refused:
            await accept(db, invited.token, name="", password="woaini1314", ip="", agent="")
        assert refused.value.errors.keys() == {"name", "password"}
        await db.commit()
        await db.begin_again()
        person = await db.get_one(Person, invited.person.id)
        assert (person.status, person.password_hash) == ("invited", None)
        assert await accept(db, invited.token, name="新来", password=PASSWORD, ip="", agent="")
        await db.commit()
        await db.begin_again()
        with pytest.raises(LinkSpent):
            await accept(db, invited.token, name="别人", password=PASSWORD, ip="", agent="")
        person = await db.get_one(Person, invited.person.id, populate_existing=True)
        assert (person.status, person.name) == ("active", "新来")


async def test_inviting_again_ends_the_first_link(database: Database, world: World) -> None:
    first = await ask(database, world, "new@y.cn")
    async with database.tenant(world.company) as db:
        second = await invite_again(database, db, world.owner, first.person.id, url=URL)
        await db.commit()
        await db.begin_again()
        with pytest.raises(LinkSpent):
            await accept(db, first.token, name="新来", password=PASSWORD, ip="", agent="")
        assert await accept(db, second.token, name="新来", password=PASSWORD, ip="", agent="")
        await db.commit()
        await db.begin_again()
        with pytest.raises(AlreadyActive):
            await invite_again(database, db, world.owner, first.person.id, url=URL)


@pytest.mark.parametrize("name", ["http://evil.example", "www.evil.example", "<b>", "a@b.cn", "x" * 61])
async def test_a_name_carries_no_advertisement(database: Database, world: World, name: str) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(Invalid):
            await invite(database, db, world.owner, email="n@y.cn", name=name, roles=["rep"], department_id=1, url=URL)

"""From a sign-up to a company."""

import asyncio
import re
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from saas.accounts.login import log_in
from saas.kit.clock import frozen, now
from saas.kit.errors import Invalid, TooMany
from saas.mails.model import Mail
from saas.people.model import Person
from saas.signup.apply import Application, apply, read_application
from saas.signup.confirm import AlreadySetUp, SignupExpired, UnknownSignup, confirm, set_up
from saas.signup.found import Founder, HostTaken, found_company
from saas.signup.jobs import forget_signups
from saas.signup.model import Signup
from tenants.companies import CompanyRow
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World

PASSWORD = "three odd words"


def application(label: str | None = None) -> Application:
    label = label or f"new-{secrets.token_hex(4)}"
    return Application("恒泽精密", label, "安然", f"anran@{label}.cn", PASSWORD)


async def signed_up(database: Database, settings: Settings, wanted: Application) -> str:
    await apply(database, settings, wanted, ip=f"10.9.{secrets.randbelow(250)}.{secrets.randbelow(250)}")
    async with database.platform() as db:
        query = select(Mail.body).where(Mail.recipient == wanted.email).order_by(Mail.id.desc()).limit(1)
        body = (await db.execute(query)).scalar_one()
    found = re.search(r"http://localhost:8000/signup/confirm/(\S+)", body)
    assert found
    return found[1]


async def test_the_click_founds_the_company_with_its_owner(database: Database, settings: Settings) -> None:
    wanted = application()
    confirmed = await confirm(database, await signed_up(database, settings, wanted), ip="")
    assert confirmed.company.label == wanted.label
    assert confirmed.token
    token, _mark = await log_in(
        database, confirmed.company, email=wanted.email, password=PASSWORD, ip="10.8.8.8", agent=""
    )
    assert token
    async with database.tenant(confirmed.company) as db:
        assert (await db.execute(text("SELECT count(*) FROM forms"))).scalar_one() >= 7
        assert (await db.execute(text("SELECT role FROM person_roles"))).scalar_one() == "owner"


async def test_two_clicks_at_the_same_instant_found_one_company(database: Database, settings: Settings) -> None:
    wanted = application()
    token = await signed_up(database, settings, wanted)
    both = await asyncio.gather(confirm(database, token, ip=""), confirm(database, token, ip=""))
    assert both[0].company.id == both[1].company.id
    assert sorted(one.token is None for one in both) == [False, True]


async def test_neither_password_nor_hash_stays_with_the_sign_up(database: Database, settings: Settings) -> None:
    wanted = application()
    token = await signed_up(database, settings, wanted)
    async with database.platform() as db:
        rows = (await db.execute(text("SELECT s::text FROM platform.signups s"))).scalars().all()
        assert not any(PASSWORD in row or token in row for row in rows)
    await confirm(database, token, ip="")
    async with database.platform() as db:
        stored = await db.execute(select(Signup.password_hash).where(Signup.email == wanted.email))
        assert stored.scalar_one() == ""


async def test_a_link_expires_after_a_day_and_is_forgotten_after_a_month(
    database: Database, settings: Settings
) -> None:
    token = await signed_up(database, settings, application())
    with frozen(now() + timedelta(hours=25)), pytest.raises(SignupExpired):
        await confirm(database, token, ip="")
    with frozen(now() + timedelta(days=32)):
        await forget_signups(database)
        with pytest.raises(UnknownSignup):
            await confirm(database, token, ip="")


async def test_who_is_faster_gets_the_name_and_the_other_chooses_again(database: Database, settings: Settings) -> None:
    wanted = application()
    slow = await signed_up(database, settings, wanted)
    fast = await signed_up(database, settings, replace(wanted, email=f"other@{wanted.label}.cn"))
    await confirm(database, fast, ip="")
    with pytest.raises(HostTaken):
        await confirm(database, slow, ip="")
    with pytest.raises(Invalid):
        await confirm(database, slow, ip="", label="www")
    confirmed = await confirm(database, slow, ip="", label=f"{wanted.label}-2")
    assert confirmed.company.label == f"{wanted.label}-2"


async def test_a_crash_after_founding_is_made_good_by_the_next_click(database: Database, settings: Settings) -> None:
    wanted = application()
    token = await signed_up(database, settings, wanted)
    async with database.platform() as db:
        hashed = (await db.execute(select(Signup.password_hash).where(Signup.email == wanted.email))).scalar_one()
    founder = Founder(wanted.person, wanted.email, hashed)
    company, _ = await found_company(
        database, label=wanted.label, name=wanted.company, founder=founder, locale="zh-Hans"
    )
    confirmed = await confirm(database, token, ip="")
    assert confirmed.company.id == company.id
    assert confirmed.token


async def test_founding_that_fails_leaves_nothing(database: Database, settings: Settings) -> None:
    label = f"bad-{secrets.token_hex(4)}"
    with pytest.raises(Exception, match="NUL"):
        await found_company(database, label=label, name="x", founder=Founder("a\0b", "a@b.cn", "x"), locale="zh-Hans")
    async with database.platform() as db:
        assert (await db.execute(select(CompanyRow).where(CompanyRow.label == label))).one_or_none() is None


async def test_the_same_address_in_another_company_is_another_account(
    database: Database, settings: Settings, world: World
) -> None:
    wanted = replace(application(), email=f"rep@{world.company.label}.cn")
    confirmed = await confirm(database, await signed_up(database, settings, wanted), ip="")
    async with database.tenant(world.company) as db:
        query = select(Person.password_hash).where(Person.email == wanted.email)
        assert (await db.execute(query)).scalar_one() is None
    assert confirmed.company.id != world.company.id


async def test_a_flood_of_sign_ups_is_stopped(database: Database, settings: Settings) -> None:
    address = application().email
    for _ in range(4):
        await apply(database, settings, replace(application(), email=address), ip="10.77.0.1")
    with pytest.raises(TooMany):
        await apply(database, settings, replace(application(), email=address), ip="10.77.0.2")


async def test_everything_wrong_with_a_form_is_told_at_once(database: Database, settings: Settings) -> None:
    with pytest.raises(Invalid) as refused:
        await read_application(database, settings, {"company": "", "host": "www", "email": "x", "password": "a"})
    assert set(refused.value.errors) == {"company", "host", "name", "email", "password"}


async def test_a_private_installation_is_set_up_once(database: Database, world: World) -> None:
    with pytest.raises(AlreadySetUp):
        await set_up(database, application(), locale="zh-Hans", ip="")
    async with database.platform() as db:
        kept = (await db.execute(select(CompanyRow.id, CompanyRow.status))).all()
        await db.execute(update(CompanyRow).values(status="deleted"))
        await db.commit()
    try:
        both = await asyncio.gather(
            *(set_up(database, application(), locale="zh-Hans", ip="") for _ in range(2)), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in both) == ["AlreadySetUp", "Confirmed"]
    finally:
        async with database.platform() as db:
            for id, status in kept:
                await db.execute(update(CompanyRow).where(CompanyRow.id == id).values(status=status))
            await db.commit()

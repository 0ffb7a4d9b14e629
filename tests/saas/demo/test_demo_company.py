"""The demo company: there once, believable, and as its people may see it."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from saas.accounts.hashing import password_matches
from saas.demo.found import NotADemo, ensure_demo
from saas.demo.people import MANAGER, REP, Login
from saas.kit.clock import now, today
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.history import history_of
from saas.records.query import ListQuery, count_records, list_records
from saas.records.record import Record
from saas.records.view import view_form
from tenants.companies import Company, find_company
from tenants.engines import Database
from tests.conftest import World

COUNT = 200


@pytest.fixture(scope="session")
async def demo(database: Database) -> tuple[Company, list[Login]]:
    """A smaller demo company than the real one."""
    label = f"demo-{secrets.token_hex(3)}"
    accounts = await ensure_demo(database, b"secret", label=label, count=COUNT)
    async with database.platform() as platform:
        company = await find_company(platform, label=label)
    assert company
    return company, accounts


async def viewer_named(database: Database, company: Company, name: str) -> Viewer:
    async with database.tenant(company) as db:
        member = next(m for m in (await directory_of(db)).members.values() if m.name == name)
    return Viewer(member.id, member.name, member.department_id, member.roles)


async def everything(database: Database, company: Company, name: str, form: str, size: int = 500) -> Sequence[Record]:
    viewer = await viewer_named(database, company, name)
    async with database.tenant(company) as db:
        return (await list_records(db, viewer, await view_form(db, viewer, form), ListQuery(size=size))).records


async def test_it_is_made_once(database: Database, demo: tuple[Company, list[Login]]) -> None:
    company, accounts = demo
    assert await ensure_demo(database, b"secret", label=company.label, count=COUNT) == accounts
    assert len(await everything(database, company, "安然", "customer")) == COUNT


async def test_another_companys_address_is_left_alone(database: Database, world: World) -> None:
    with pytest.raises(NotADemo):
        await ensure_demo(database, b"secret", label=world.company.label)


async def test_four_people_can_log_in(database: Database, demo: tuple[Company, list[Login]]) -> None:
    company, accounts = demo
    async with database.tenant(company) as db:
        stored = dict((await db.execute(text("SELECT email, password_hash FROM people"))).all())
    assert [login.role for login in accounts] == ["owner", "manager", "rep", "auditor"]
    for login in accounts:
        assert await password_matches(stored[login.email], login.password)
    assert len({login.password for login in accounts}) == 4


async def test_every_form_has_something_to_show(database: Database, demo: tuple[Company, list[Login]]) -> None:
    company, _ = demo
    owner = await viewer_named(database, company, "安然")
    async with database.tenant(company) as db:
        counts = {}
        for form in ("customer", "contact", "deal", "follow_up", "product", "quote", "contract"):
            counts[form] = await count_records(db, owner, await view_form(db, owner, form), ListQuery())
    assert counts["customer"] == COUNT
    assert counts["product"] == 40
    assert counts["contact"] >= COUNT
    assert counts["follow_up"] > 2 * COUNT
    assert min(counts["deal"], counts["quote"], counts["contract"]) > 5


async def test_deals_stand_in_every_stage(database: Database, demo: tuple[Company, list[Login]]) -> None:
    found = {deal.values["stage"] for deal in await everything(database, demo[0], "安然", "deal")}
    assert found == {"contact", "needs", "proposal", "negotiation", "won", "lost"}


async def test_the_last_talk_is_the_customers_last_follow_up(
    database: Database, demo: tuple[Company, list[Login]]
) -> None:
    latest: dict[Any, Any] = {}
    schema = demo[0].schema
    owner = await viewer_named(database, demo[0], "安然")
    async with database.tenant(demo[0]) as db:
        talks = (await view_form(db, owner, "follow_up")).form
        link, at = talks.by_name["customer"].column, talks.by_name["at"].column
        query = f"SELECT {link}, max({at}) FROM {schema}.{talks.table.name} GROUP BY 1"
        latest = dict((await db.execute(text(query))).all())
    for customer in await everything(database, demo[0], "安然", "customer"):
        assert customer.values["last_follow_up"] == latest[customer.id]
        assert customer.values["last_follow_up"] >= customer.created_at


async def test_the_year_ends_today(database: Database, demo: tuple[Company, list[Login]]) -> None:
    for form in ("customer", "deal", "follow_up", "quote", "contract"):
        made = [record.created_at for record in await everything(database, demo[0], "安然", form)]
        assert max(made) <= now()
        assert min(made) > now() - timedelta(375)
    due = [c.values["next_follow_up"] for c in await everything(database, demo[0], REP, "customer")]
    assert sum(day == today() for day in due if day) >= 1
    assert sum(day < today() for day in due if day) >= 1


async def test_the_rep_sees_own_customers_and_no_costs(database: Database, demo: tuple[Company, list[Login]]) -> None:
    mine = await everything(database, demo[0], REP, "customer")
    assert 5 < len(mine) < COUNT / 3
    assert all("****" in customer.values["mobile"] for customer in mine)
    products = await everything(database, demo[0], REP, "product")
    assert len(products) == 40
    assert all("cost" not in product.values for product in products)


async def test_the_manager_sees_all_teams(database: Database, demo: tuple[Company, list[Login]]) -> None:
    assert len(await everything(database, demo[0], MANAGER, "customer")) == COUNT


async def test_history_tells_when_a_quote_was_made(database: Database, demo: tuple[Company, list[Login]]) -> None:
    owner = await viewer_named(database, demo[0], "安然")
    async with database.tenant(demo[0]) as db:
        view = await view_form(db, owner, "quote")
        quote = (await list_records(db, owner, view, ListQuery(size=1))).records[0]
        event = (await history_of(db, view, quote.id))[-1]
    assert event.at == quote.created_at
    assert event.person_id == quote.owner_id == quote.created_by
    assert quote.values["number"].startswith(f"QT-{quote.created_at.year}")
    assert quote.values["total"] > 0

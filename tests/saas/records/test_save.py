"""What a save does to the record, its history and the log."""

import pytest
from sqlalchemy import text

from saas.kit.errors import Invalid
from saas.records.query import ListQuery, RecordChanged, RecordNotFound, get_record, list_records
from saas.records.save import create_record, update_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World

CUSTOMER = {"name": "苏州恒泽精密五金有限公司", "mobile": "138 1234 5678", "level": "VIP", "amount": "12万"}


async def test_values_are_read_as_people_write_them(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, CUSTOMER)
    assert record.values["level"] == "A"
    assert record.values["amount"] == 120_000
    assert record.values["mobile"] == "138****5678"


async def test_protected_values_are_nowhere_in_the_clear(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, CUSTOMER)
        await update_record(db, world.owner, view, record.id, {"mobile": "13912345678"}, version=1)
        await db.commit()
        for table in (view.table.name, "record_history", "operation_log"):
            rows = (await db.execute(text(f"SELECT t::text FROM {world.company.schema}.{table} t"))).scalars().all()
            assert rows
            assert not any("13812345678" in row or "13912345678" in row for row in rows)


async def test_an_old_version_is_refused(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, CUSTOMER)
        await update_record(db, world.owner, view, record.id, {"amount": 1}, version=1)
        with pytest.raises(RecordChanged):
            await update_record(db, world.owner, view, record.id, {"amount": 2}, version=1)


async def test_a_hidden_field_and_one_that_never_was_are_refused_alike(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "quote_line")
        said = []
        for name in ("cost", "never_was"):
            with pytest.raises(Invalid) as refused:
                await create_record(db, world.owner, view, {"item": "x", name: 5})
            said.append(refused.value.errors[name].replace(name, "…"))
        assert said[0] == said[1]


async def test_a_rep_finds_only_own_customers(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, CUSTOMER)
        theirs = await view_form(db, world.rep, "customer")
        assert (await list_records(db, world.rep, theirs, ListQuery(q="恒泽"))).records == []
        with pytest.raises(RecordNotFound):
            await get_record(db, world.rep, theirs, record.id)

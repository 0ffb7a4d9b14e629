"""What the database itself promises about companies."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from saas.records.view import view_form
from tenants.engines import Database
from tenants.sessions import PlatformSession, TenantSession
from tests.conftest import World


async def test_one_companys_session_cannot_read_another(database: Database, world: World, other: World) -> None:
    async with database.tenant(other.company) as db:
        table = (await view_form(db, other.owner, "customer")).table.name
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await db.execute(text(f"SELECT * FROM {other.company.schema}.{table}"))


@pytest.mark.parametrize("table", ["platform.companies", "platform.envelope_keys", "queue.procrastinate_jobs"])
async def test_a_companys_session_cannot_read_the_platform(database: Database, world: World, table: str) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await db.execute(text(f"SELECT * FROM {table}"))


async def test_the_application_alone_sees_no_company(database: Database, world: World) -> None:
    async with database.platform() as db:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await db.execute(text(f"SELECT * FROM {world.company.schema}.people"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM operation_log",
        "UPDATE operation_log SET person = 'x'",
        "TRUNCATE operation_log",
        "DROP TABLE operation_log",
        "ALTER TABLE operation_log DISABLE TRIGGER ALL",
        "DELETE FROM operation_seals",
        "UPDATE operation_seals SET hash = ''",
        "DROP TABLE operation_seals",
    ],
)
async def test_nobody_edits_the_operation_log(database: Database, world: World, statement: str) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            await db.execute(text(statement))


async def test_nothing_reaches_out_of_a_companys_schema(database: Database, world: World) -> None:
    schema = world.company.schema
    outside = """
        SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid
        WHERE c.connamespace = CAST(:schema AS regnamespace) AND t.relnamespace <> c.connamespace
        UNION ALL SELECT tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
        WHERE t.relnamespace = CAST(:schema AS regnamespace) AND NOT g.tgisinternal
        UNION ALL SELECT relname FROM pg_class
        WHERE relnamespace = CAST(:schema AS regnamespace) AND relkind IN ('v', 'm')
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = CAST(:schema AS regnamespace)
    """
    async with database.admin.connect() as connection:
        assert (await connection.execute(text(outside), {"schema": schema})).all() == []


def test_the_two_kinds_of_session_are_different_types() -> None:
    assert not issubclass(TenantSession, PlatformSession)
    assert not issubclass(PlatformSession, TenantSession)

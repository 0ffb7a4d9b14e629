"""What the database itself promises about companies."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from saas.audit.seal import kept_head, seal_company
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


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM platform.audit_heads",
        "UPDATE platform.audit_heads SET n = n - 1",
        "INSERT INTO platform.audit_heads VALUES ('x', 1, '', 1)",
        "TRUNCATE platform.audit_heads",
        "UPDATE platform.envelope_keys SET wrapped = ''",
        "DELETE FROM platform.envelope_keys",
        "INSERT INTO platform.envelope_keys VALUES ('x', 1, '')",
        "CREATE OR REPLACE FUNCTION platform.note_audit_stop(company text) RETURNS void LANGUAGE sql AS ''",
    ],
)
async def test_the_application_itself_changes_no_head_of_a_log_and_no_key(database: Database, statement: str) -> None:
    async with database.platform() as db:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            await db.execute(text(statement))


@pytest.mark.parametrize("back", ["n - 1, hash, settled", "n, '\\x00', settled", "n + 1, '\\x00', settled - 1"])
async def test_the_head_of_a_log_goes_forward_and_never_back(database: Database, world: World, back: str) -> None:
    await seal_company(database, world.company)
    await seal_company(database, world.company)
    heads = f"SELECT platform.move_audit_head(company_id, {back}) FROM platform.audit_heads WHERE company_id = :id"
    async with database.platform() as db:
        before = await kept_head(db, world.company.id)
        with pytest.raises(DBAPIError, match="only goes forward"):
            await db.execute(text(heads), {"id": world.company.id})
        await db.rollback()
        after = await kept_head(db, world.company.id)
        assert (before.n, before.hash, before.settled) == (after.n, after.hash, after.settled)
        assert before.settled > 0


async def test_a_companys_role_calls_nothing_of_the_platform(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await db.execute(text("SELECT platform.note_audit_stop('x')"))


@pytest.mark.parametrize(
    "asked",
    [
        *("pg_stat_all_tables", "pg_stat_user_tables", "pg_statio_all_tables", "pg_stat_all_indexes", "pg_stats"),
        *("pg_stat_activity", "pg_stat_xact_all_tables", "pg_stat_database", "pg_stats_ext"),
        *("pg_stat_get_live_tuples(1259)", "pg_stat_get_tuples_inserted(1259)", "pg_stat_get_numscans(1259)"),
    ],
)
async def test_a_companys_role_reads_no_figures_of_others(database: Database, world: World, asked: str) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await db.execute(text(f"SELECT * FROM {asked}"))


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

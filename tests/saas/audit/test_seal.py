"""What sealing promises: every committed line gets a number and a hash, once, and nothing about it can change."""

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from saas.audit.chain import Head, beginning, link
from saas.audit.jobs import companies_to_seal, seal_logs
from saas.audit.lines import COLUMNS, read_lines
from saas.audit.log import Operation, log
from saas.audit.mentions import CHUNK
from saas.audit.seal import AuditHead, HeadsDiffer, Seal, kept_head, seal_company
from saas.records.ids import new_id
from tenants.engines import Database
from tests.conftest import World

TABLES = ("operation_log", "operation_seals", "operation_mentions")


async def write(database: Database, world: World, count: int = 1) -> None:
    async with database.tenant(world.company) as db:
        for n in range(count):
            await log(db, world.rep, "read", form="customer", record=new_id(), fields=["name"], detail={"n": n})
        await db.commit()


async def count_of(database: Database, world: World, table: type[Operation] | type[Seal]) -> int:
    async with database.tenant(world.company) as db:
        return (await db.execute(select(func.count()).select_from(table))).scalar_one()


async def test_every_committed_line_is_sealed_once(database: Database, world: World) -> None:
    await write(database, world, 5)
    head = await seal_company(database, world.company)
    assert head.n == await count_of(database, world, Operation) == await count_of(database, world, Seal)
    assert await seal_company(database, world.company) == head


async def test_the_hashes_follow_from_the_lines_and_from_nothing_else(database: Database, world: World) -> None:
    await write(database, world, 3)
    head = await seal_company(database, world.company)
    async with database.tenant(world.company) as db:
        query = text(f"SELECT {COLUMNS} FROM operation_log l JOIN operation_seals s ON s.log_id = l.id ORDER BY s.n")
        lines = read_lines(await db.execute(query))
    again = beginning(world.company.id)
    for line in lines:
        again = Head(again.n + 1, link(again.hash, line))
    assert again == head


async def test_a_line_that_commits_late_is_sealed_late_and_not_missed(database: Database, world: World) -> None:
    async with database.tenant(world.company) as slow:
        await log(slow, world.rep, "import", form="customer")
        await write(database, world, 2)
        before = await seal_company(database, world.company)
        await seal_company(database, world.company)
        await slow.commit()
    after = await seal_company(database, world.company)
    assert after.n == before.n + 1
    assert await count_of(database, world, Operation) == after.n


async def test_a_line_of_a_transaction_that_was_rolled_back_leaves_no_gap(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await log(db, world.rep, "delete", form="customer")
        await db.rollback()
    await write(database, world)
    head = await seal_company(database, world.company)
    assert head.n == await count_of(database, world, Operation)


async def test_more_lines_than_fit_into_one_batch_are_sealed_in_one_go(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(
            text(
                "INSERT INTO operation_log (person, via, ip, action, record_ids)"
                " SELECT '本杰', 'web', '', 'list', ARRAY[gen_random_uuid()] FROM generate_series(1, 12000)"
            )
        )
        await db.commit()
    head = await seal_company(database, world.company)
    assert head.n == await count_of(database, world, Operation)
    await seal_company(database, world.company)
    async with database.tenant(world.company) as db:
        chunks = (await db.execute(text("SELECT count(*), sum(cardinality(marks)) FROM operation_mentions"))).one()
    assert chunks[0] == 12_000 // CHUNK
    assert chunks[1] > 11_000


async def test_the_platform_keeps_the_head(database: Database, world: World) -> None:
    await write(database, world)
    head = await seal_company(database, world.company)
    async with database.platform() as platform:
        kept = await kept_head(platform, world.company.id)
    assert (kept.n, kept.hash) == head


@pytest.mark.parametrize("tampering", ["DELETE FROM {} WHERE n = (SELECT max(n) FROM {})", "UPDATE {} SET hash = 'x'"])
async def test_seals_that_do_not_end_at_the_kept_head_are_not_continued(
    database: Database, world: World, tampering: str
) -> None:
    await write(database, world, 2)
    await seal_company(database, world.company)
    table = f"{world.company.schema}.operation_seals"
    async with database.admin.begin() as connection:
        await connection.exec_driver_sql(tampering.format(table, table))
    await write(database, world)
    with pytest.raises(HeadsDiffer):
        await seal_company(database, world.company)


FORGED = [
    "INSERT INTO operation_seals SELECT max(n) + 1, max(n) + 1, 'x'::bytea, '1'::xid8 FROM operation_seals",
    "INSERT INTO operation_seals SELECT -g, g, 'x'::bytea, pg_current_xact_id() FROM generate_series(100, 102) g",
    "INSERT INTO operation_mentions SELECT 7, now(), now(), '{}'",
]


@pytest.mark.parametrize("sql", FORGED)
async def test_the_company_s_own_role_adds_no_seals(database: Database, world: World, sql: str) -> None:
    await write(database, world, 2)
    await seal_company(database, world.company)
    async with database.tenant(world.company) as db:
        with pytest.raises(DBAPIError, match="permission denied"):
            await db.execute(text(sql))
    await write(database, world)
    await seal_company(database, world.company)


async def test_a_seal_below_the_chain_is_refused_even_to_the_administrator(database: Database, world: World) -> None:
    with pytest.raises(DBAPIError, match="operation_seals_n_check"):
        async with database.admin.begin() as connection:
            await connection.exec_driver_sql(
                FORGED[1].replace("operation_seals", f"{world.company.schema}.operation_seals")
            )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {} SET {column} = {column}",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} ADD COLUMN x integer",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "CREATE TRIGGER t BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
        "ALTER TABLE {} OWNER TO CURRENT_USER",
        "CREATE INDEX ON {} ({column})",
        "SELECT * FROM {} FOR UPDATE",
        "LOCK TABLE {} IN SHARE MODE",
        "MERGE INTO {} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    ],
)
async def test_the_company_s_role_can_only_add_and_read(
    database: Database, world: World, table: str, attack: str
) -> None:
    column = {"operation_log": "action", "operation_seals": "hash", "operation_mentions": "marks"}[table]
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError) as refused:
            await db.execute(text(attack.format(table, column=column)))
        assert isinstance(refused.value.orig, InsufficientPrivilege)


@pytest.mark.parametrize("column", ["id", "at", "xid"])
async def test_a_line_s_number_time_and_transaction_cannot_be_made_up(
    database: Database, world: World, column: str
) -> None:
    value = {"id": "1", "at": "'2020-01-01'", "xid": "'5'"}[column]
    sql = f"INSERT INTO operation_log ({column}, person, via, ip, action) VALUES ({value}, '', '', '', 'x')"
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError) as refused:
            await db.execute(text(sql.replace("VALUES", "OVERRIDING SYSTEM VALUE VALUES")))
        assert isinstance(refused.value.orig, InsufficientPrivilege)


async def test_a_temporary_table_cannot_stand_in_for_the_log(database: Database, world: World) -> None:
    before = await count_of(database, world, Operation)
    async with database.tenant(world.company) as db:
        await db.execute(text("CREATE TEMP TABLE operation_log (LIKE operation_log INCLUDING ALL) ON COMMIT DROP"))
        await log(db, world.rep, "export", form="customer")
        await db.commit()
    assert await count_of(database, world, Operation) == before + 1


async def test_one_company_s_role_cannot_read_another_s_log(database: Database, world: World, other: World) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(ProgrammingError) as refused:
            await db.execute(text(f"SELECT * FROM {other.company.schema}.operation_log"))
        assert isinstance(refused.value.orig, InsufficientPrivilege)


async def test_the_schedule_visits_a_company_only_while_something_is_open(database: Database, world: World) -> None:
    async def visited() -> bool:
        async with database.platform() as platform:
            return world.company in await companies_to_seal(platform)

    await write(database, world)
    assert await visited()
    await seal_company(database, world.company)
    await seal_company(database, world.company)
    assert not await visited()
    await write(database, world)
    assert await visited()


async def test_one_company_s_broken_log_does_not_hold_up_the_others(
    database: Database, world: World, other: World
) -> None:
    await write(database, world)
    await seal_company(database, world.company)
    async with database.admin.begin() as connection:
        broken = update(AuditHead).where(AuditHead.company_id == world.company.id).values(hash=b"x")
        await connection.execute(broken)
    await write(database, world)
    await write(database, other)
    await seal_logs(0)
    assert await count_of(database, other, Seal) == await count_of(database, other, Operation)
    assert await count_of(database, world, Seal) < await count_of(database, world, Operation)

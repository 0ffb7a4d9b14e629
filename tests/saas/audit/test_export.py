"""What is in an export, and what an export shows of a log that was tampered with in the database."""

import asyncio
import io

import orjson
import pytest
from sqlalchemy import text

from saas.audit.chain import Head
from saas.audit.export import begin_export, export_log
from saas.audit.verify import Verdict, verify
from tenants.engines import Database
from tests.conftest import World
from tests.saas.audit.conftest import export_of, write_log

FIFTH = "(SELECT log_id FROM operation_seals WHERE n = 5)"


def checked(export: bytes, noted: Head | None = None) -> Verdict:
    return verify(io.BytesIO(export), noted=noted)


async def tamper(database: Database, world: World, sql: str) -> None:
    """Do what only whoever has the database's own password can do."""
    async with database.admin.begin() as connection:
        await connection.exec_driver_sql(f"SET LOCAL search_path = {world.company.schema}")
        await connection.exec_driver_sql(sql)


async def test_an_export_is_intact_and_holds_every_line(database: Database, world: World) -> None:
    await write_log(database, world)
    export = await export_of(database, world)
    assert checked(export) == Verdict(rows=13)
    header, *lines, footer = map(orjson.loads, export.splitlines())
    assert (header["company"], header["host"]) == (world.company.id, "acme.localhost:8000")
    assert [line["n"] for line in lines] == list(range(1, 14))
    assert footer["head"] == {"n": 13, "hash": lines[-1]["hash"]}


async def test_the_export_s_own_line_is_in_it(database: Database, world: World) -> None:
    last = orjson.loads((await export_of(database, world)).splitlines()[-2])
    assert (last["action"], last["person"]) == ("export_log", "方审")
    assert last["detail"].keys() == {"name", "host", "exported_at"}


async def test_an_export_longer_than_one_piece_is_intact(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(
            text(
                "INSERT INTO operation_log (person, via, ip, action, detail)"
                " SELECT '本杰', 'web', '', 'read', jsonb_build_object('n', n) FROM generate_series(1, 2500) n"
            )
        )
        await db.commit()
    assert checked(await export_of(database, world)) == Verdict(rows=2502)


async def test_lines_written_while_the_export_runs_do_not_disturb_it(database: Database, world: World) -> None:
    await write_log(database, world)
    async with database.tenant(world.company) as db:
        export = await begin_export(db, world.auditor, host="acme")
        await db.commit()
    await write_log(database, world, 2)
    pieces = []
    async for piece in export_log(database, world.company, export):
        pieces.append(piece)
        await write_log(database, world, 2)
    assert checked(b"".join(pieces)) == Verdict(rows=13)


async def test_ten_exports_at_once_are_all_intact(database: Database, world: World) -> None:
    await write_log(database, world)
    exports = await asyncio.gather(*(export_of(database, world) for _ in range(10)))
    assert all(checked(export).intact for export in exports)


@pytest.mark.parametrize("detail", ['{"n": 1e400}', '"\\u2028"', "[[[[[]]]]]", "1.50", "-0", '{"b": 1, "a": 2}'])
async def test_odd_details_do_not_stop_the_chain(database: Database, world: World, detail: str) -> None:
    async with database.tenant(world.company) as db:
        columns = "person, via, ip, action, detail"
        sql = f"INSERT INTO operation_log ({columns}) VALUES ('', '', '', 'x', CAST(:detail AS jsonb))"
        await db.execute(text(sql), {"detail": detail})
        await db.commit()
    assert checked(await export_of(database, world)).intact


async def test_a_line_edited_in_the_database_is_named(database: Database, world: World) -> None:
    await write_log(database, world)
    await export_of(database, world)
    await tamper(database, world, f"UPDATE operation_log SET person = '安然' WHERE id = {FIFTH}")
    assert checked(await export_of(database, world)) == Verdict(14, "edited", 5)


async def test_a_line_deleted_in_the_database_is_named(database: Database, world: World) -> None:
    await write_log(database, world)
    await export_of(database, world)
    await tamper(database, world, f"DELETE FROM operation_log WHERE id = {FIFTH}")
    assert checked(await export_of(database, world)) == Verdict(14, "removed", 5)


async def test_a_line_deleted_together_with_its_seal_is_named(database: Database, world: World) -> None:
    await write_log(database, world)
    await export_of(database, world)
    await tamper(
        database,
        world,
        f"DELETE FROM operation_log WHERE id = {FIFTH};DELETE FROM operation_seals WHERE n = 5",
    )
    assert checked(await export_of(database, world)) == Verdict(13, "removed", 5)


async def test_an_end_cut_off_in_the_database_shows_by_the_platform_s_head(database: Database, world: World) -> None:
    await write_log(database, world)
    await export_of(database, world)
    await tamper(
        database,
        world,
        "DELETE FROM operation_log WHERE id IN (SELECT log_id FROM operation_seals WHERE n > 10);"
        "DELETE FROM operation_seals WHERE n > 10",
    )
    assert checked(await export_of(database, world)) == Verdict(10, "truncated", 11)

"""Workers die, people change their minds: nothing is half-written, and nothing comes twice."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from saas.imports import chunks
from saas.imports.actions import NotNow, cancel_import, remove_import, start_import, start_undo
from saas.imports.undo import undo_import
from saas.jobs.guard import guarded
from saas.jobs.model import Job
from saas.records.query import ListQuery, count_records, list_records
from saas.records.save import update_record
from saas.records.view import view_form
from tenants.engines import Database
from tenants.queue import rescue_stalled
from tenants.revisions import bump_revision
from tenants.settings import Settings
from tests.conftest import KEK, World
from tests.saas.imports.bringing import bring, draft, start, work, workbook

ROWS = 9_000
HEAD = ["客户名称", "手机", "备注"]

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A workbook of many customers, every third of them there twice."""
    rows = [[f"第{n // 3 * 3 if n % 3 == 2 else n}号客户", f"139{n:08}", "备注"] for n in range(ROWS)]
    return workbook(tmp_path / "many.xlsx", rows, HEAD)


@asynccontextmanager
async def worker(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a worker process; it is killed at the end at the latest."""
    command = [
        sys.executable,
        "-m",
        "tests.saas.imports.worker",
        str(settings.database_url),
        str(settings.data),
        KEK.hex(),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert process.stdout
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def watch(database: Database, world: World, id: UUID, until: Callable[[Job], bool]) -> Job:
    """Look at a job until it is as wanted."""
    for _ in range(1200):
        async with database.tenant(world.company) as db:
            job = await db.get_one(Job, id)
        if until(job):
            return job
        await asyncio.sleep(0.05)
    raise AssertionError(f"{job.status} at {job.progress}")


async def rescued() -> None:
    """Do what the server does every few seconds, until the dead worker's job is put back."""
    for _ in range(100):
        if await rescue_stalled(seconds=2):
            return
        await asyncio.sleep(0.2)


async def counted(database: Database, world: World) -> int:
    """Count the customers."""
    async with database.tenant(world.company) as db:
        return await count_records(db, world.owner, await view_form(db, world.owner, "customer"), ListQuery())


async def test_a_worker_killed_in_the_middle_leaves_no_row_out_and_none_twice(
    database: Database, settings: Settings, world: World, many: Path
) -> None:
    id = await draft(database, world.company, world.owner, [many])
    async with worker(settings) as process:
        async with database.tenant(world.company) as db:
            await start_import(db, await view_form(db, world.owner, "customer"), await db.get_one(Job, id))
            await db.commit()
        await watch(database, world, id, lambda job: job.progress > 0.2)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    stopped = await watch(database, world, id, lambda job: True)
    assert stopped.status == "running"
    assert 0 < stopped.counts["created"] == await counted(database, world) < ROWS * 2 // 3
    async with worker(settings):
        await rescued()
        job = await watch(database, world, id, lambda job: job.status == "done")
    assert job.counts == {"created": ROWS * 2 // 3, "duplicate": ROWS // 3}
    assert await counted(database, world) == ROWS * 2 // 3
    async with database.tenant(world.company) as db:
        history = await db.execute(text("SELECT count(*), count(DISTINCT record_id) FROM record_history"))
        logged = await db.execute(
            text("SELECT sum(cardinality(record_ids)) FROM operation_log WHERE action = 'import'")
        )
        assert tuple(history.one()) == (ROWS * 2 // 3,) * 2
        assert logged.scalar_one() == ROWS * 2 // 3


async def test_it_goes_on_after_the_last_chunk_when_fields_change_meanwhile(
    database: Database, world: World, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SIZE", 1000)
    id = await draft(database, world.company, world.owner, [many])
    await start(database, world.company, world.owner, id)

    async def meddle() -> None:
        await watch(database, world, id, lambda job: job.progress > 0.1)
        async with database.tenant(world.company) as db:
            await bump_revision(db)
            await db.commit()

    meddling = asyncio.create_task(meddle())
    job = await work(database, world.company, id)
    await meddling
    assert job.counts == {"created": ROWS * 2 // 3, "duplicate": ROWS // 3}
    assert await counted(database, world) == ROWS * 2 // 3


async def test_cancelling_stops_at_the_next_chunk_and_the_rest_counts_as_skipped(
    database: Database, world: World, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SIZE", 1000)
    id = await draft(database, world.company, world.owner, [many])
    await start(database, world.company, world.owner, id)

    async def cancel() -> None:
        await watch(database, world, id, lambda job: job.progress > 0.1)
        async with database.tenant(world.company) as db:
            await cancel_import(db, await db.get_one(Job, id))
            await db.commit()

    cancelling = asyncio.create_task(cancel())
    job = await work(database, world.company, id)
    await cancelling
    assert job.status == "cancelled"
    assert sum(job.counts.values()) == ROWS
    assert job.counts["skipped"] > 0
    assert job.counts["created"] == await counted(database, world)


async def test_an_import_that_has_not_begun_is_cancelled_at_once(database: Database, world: World, many: Path) -> None:
    id = await draft(database, world.company, world.owner, [many])
    await start(database, world.company, world.owner, id)
    async with database.tenant(world.company) as db:
        await cancel_import(db, await db.get_one(Job, id))
        await db.commit()
    job = await work(database, world.company, id)
    assert (job.status, job.counts) == ("cancelled", {"skipped": ROWS})


async def test_taking_back_trashes_what_nobody_has_worked_on_since(
    database: Database, world: World, tmp_path: Path
) -> None:
    rows = [["甲公司", "", ""], ["乙公司", "", ""], ["丙公司", "", ""]]
    job = await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", rows, HEAD)])
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        kept = (await list_records(db, world.owner, view, ListQuery(q="乙公司"))).records[0]
        await update_record(db, world.owner, view, kept.id, {"note": "谈过了"}, version=1)
        await start_undo(db, view, await db.get_one(Job, job.id))
        db.deferred.clear()
        await db.commit()
    async with database.tenant(world.company) as db:
        await guarded(db, job.id, undo_import)
        await db.commit()
        await db.begin_again()
        job = await db.get_one(Job, job.id, populate_existing=True)
        assert (job.status, job.settings["trashed"]) == ("undone", 2)
        records = (await list_records(db, world.owner, view, ListQuery())).records
        assert [record.title for record in records] == ["乙公司"]
        query = "SELECT cardinality(record_ids), detail->>'job' FROM operation_log WHERE action = 'delete'"
        assert tuple((await db.execute(text(query))).one()) == (2, str(job.id))


async def test_a_running_import_cannot_be_taken_back(database: Database, world: World, many: Path) -> None:
    id = await draft(database, world.company, world.owner, [many])
    await start(database, world.company, world.owner, id)
    async with database.tenant(world.company) as db:
        with pytest.raises(NotNow):
            await start_undo(db, await view_form(db, world.owner, "customer"), await db.get_one(Job, id))


async def test_removing_an_import_lets_its_files_go_and_keeps_its_records(
    database: Database, world: World, tmp_path: Path, settings: Settings
) -> None:
    job = await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [["甲公司", "", ""]], HEAD)])
    folder = settings.data / "files" / world.company.id
    assert len(list(folder.iterdir())) == 2
    async with database.tenant(world.company) as db:
        await remove_import(db, await db.get_one(Job, job.id))
        await db.commit()
    assert list(folder.iterdir()) == []
    assert await counted(database, world) == 1

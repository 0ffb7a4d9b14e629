"""What runs beside the pages goes on by itself after something was away."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from saas.imports.actions import start_import
from saas.jobs.model import Job
from saas.records.view import view_form
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import KEK, World
from tests.saas.imports.bringing import draft, workbook
from tests.saas.imports.conftest import files
from web import running

__all__ = ["files"]

LISTENERS = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'"""


@asynccontextmanager
async def worker(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a worker process, and end it."""
    command = [
        sys.executable,
        "-m",
        "tests.web.served_worker",
        str(settings.database_url),
        str(settings.data),
        KEK.hex(),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, stderr=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@asynccontextmanager
async def away(database: Database) -> AsyncIterator[None]:
    """Cut the connection on which a worker hears of new jobs, as soon as there is one, and let nobody in again."""
    url = database.admin_url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        pids: list[int] = []
        while not pids:
            await asyncio.sleep(0.1)
            pids = [row[0] for row in await (await connection.execute(LISTENERS)).fetchall()]
        await connection.execute(f"ALTER ROLE {database.app_role} NOLOGIN")
        try:
            for pid in pids:
                await connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
            yield
        finally:
            await connection.execute(f"ALTER ROLE {database.app_role} LOGIN")


async def done(database: Database, world: World, id: UUID) -> bool:
    """Wait until an import is done."""
    for _ in range(200):
        async with database.tenant(world.company) as db:
            if (await db.get_one(Job, id)).status == "done":
                return True
        await asyncio.sleep(0.1)
    return False


@pytest.mark.usefixtures("files")
async def test_the_worker_goes_on_after_the_database_was_away(
    database: Database, settings: Settings, world: World, tmp_path: Path
) -> None:
    id = await draft(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [["甲公司"]], ["客户名称"])])
    async with asyncio.timeout(60), worker(settings) as process:
        assert process.stderr
        async with away(database):
            while b"the worker stopped" not in await process.stderr.readline():
                pass
        async with database.tenant(world.company) as db:
            await start_import(db, await view_form(db, world.owner, "customer"), await db.get_one(Job, id))
            await db.commit()
        assert await done(database, world, id)


async def test_a_stop_that_meets_the_moment_of_a_connection_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 loses such a cancellation, and the server ran on for ever."""
    monkeypatch.setattr(running, "CANCEL_AGAIN_AFTER", 0.05)

    async def deaf_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(deaf_once())
    await asyncio.sleep(0)
    await asyncio.wait_for(running.end(task), 10)
    assert task.cancelled()

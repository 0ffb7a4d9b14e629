"""A job that the queue will not try again does not say "running" for ever."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from saas.imports.actions import start_import
from saas.jobs.model import Job
from saas.jobs.rescue import close_given_up
from saas.notifications.model import Notification
from saas.records.view import view_form
from tenants.engines import Database
from tenants.queue import MOST_ATTEMPTS, queue, rescue_stalled
from tests.conftest import World
from tests.saas.imports.bringing import draft, workbook

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
async def started(database: Database, world: World, tmp_path: Path) -> UUID:
    """本杰's import, of which a worker has done the first part; nothing else is in the queue."""
    await queue.connector.execute_query_async("DELETE FROM procrastinate_jobs")
    id = await draft(database, world.company, world.rep, [workbook(tmp_path / "客户.xlsx", [["甲公司"]], ["客户名称"])])
    async with database.tenant(world.company) as db:
        await start_import(db, await view_form(db, world.rep, "customer"), await db.get_one(Job, id))
        await db.execute(text("UPDATE jobs SET status = 'running'"))
        await db.commit()
    return id


async def left_by_worker(id: UUID, status: str, attempts: int) -> None:
    """Leave the queue's job as a worker does that has gone."""
    change = "UPDATE procrastinate_jobs SET status = %(status)s, attempts = %(attempts)s WHERE args->>'id' = %(id)s"
    await queue.connector.execute_query_async(change, status=status, attempts=attempts, id=str(id))


async def queued(id: UUID) -> list[str]:
    """List how the queue's jobs stand."""
    query = "SELECT status::text FROM procrastinate_jobs WHERE args->>'id' = %(id)s"
    return [row["status"] for row in await queue.connector.execute_query_all_async(query, id=str(id))]


async def seen(database: Database, world: World, id: UUID) -> tuple[str, str | None, list[str]]:
    """Give what 本杰 sees: the state, the reason, the notifications."""
    async with database.tenant(world.company) as db:
        job = await db.get_one(Job, id)
        told = (await db.execute(select(Notification).where(Notification.person_id == world.rep.id))).scalars()
        return job.status, job.error, [each.url for each in told]


async def test_an_import_that_was_tried_too_often_says_that_it_failed(
    database: Database, world: World, started: UUID
) -> None:
    await left_by_worker(started, "failed", MOST_ATTEMPTS)
    assert await close_given_up() == 1
    status, error, told = await seen(database, world, started)
    assert (status, told) == ("failed", [f"/imports/{started}"])
    assert error
    assert "请重新开始" in error
    assert await queued(started) == []
    assert await close_given_up() == 0


async def test_one_whose_workers_die_again_and_again_is_given_up(
    database: Database, world: World, started: UUID
) -> None:
    await left_by_worker(started, "doing", 3)
    assert await rescue_stalled() == 1
    assert await queued(started) == ["todo"]
    await left_by_worker(started, "doing", MOST_ATTEMPTS)
    assert await rescue_stalled() == 1
    assert await queued(started) == ["failed"]
    await close_given_up()
    assert (await seen(database, world, started))[0] == "failed"


async def test_one_that_somebody_took_over_goes_on(database: Database, world: World, started: UUID) -> None:
    await left_by_worker(started, "failed", MOST_ATTEMPTS)
    deferrer = queue.configure_task("import.run")
    await deferrer.defer_async(company=world.company.id, id=str(started))
    assert await close_given_up() == 0
    assert (await seen(database, world, started))[0] == "running"


async def test_what_ended_before_keeps_its_end(database: Database, world: World, started: UUID) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(text("UPDATE jobs SET status = 'done'"))
        await db.commit()
    await left_by_worker(started, "failed", MOST_ATTEMPTS)
    assert await close_given_up() == 1
    assert await seen(database, world, started) == ("done", None, [])


async def test_a_company_that_is_gone_leaves_nothing_behind(database: Database, world: World, started: UUID) -> None:
    change = "UPDATE procrastinate_jobs SET args = args || '{\"company\": \"gone\"}' WHERE args->>'id' = %(id)s"
    await queue.connector.execute_query_async(change, id=str(started))
    await left_by_worker(started, "failed", MOST_ATTEMPTS)
    await close_given_up()
    assert await queued(started) == []


async def test_sealing_whose_worker_died_holds_up_neither_the_next_sealing_nor_an_import(started: UUID) -> None:
    await left_by_worker(started, "doing", 1)
    seal = queue.configure_task("audit.seal", queueing_lock="audit.seal")
    await seal.defer_async(timestamp=1)
    await queue.connector.execute_query_async(
        "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'audit.seal'"
    )
    await seal.defer_async(timestamp=2)
    assert await rescue_stalled() == 2
    assert await queued(started) == ["todo"]
    query = "SELECT status::text, args FROM procrastinate_jobs WHERE task_name = 'audit.seal'"
    [row] = await queue.connector.execute_query_all_async(query)
    assert (row["status"], row["args"]) == ("todo", {"timestamp": 2})

"""Jobs and schedules in PostgreSQL. A job is enqueued by the transaction that asks for it, or not at all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec

import psycopg
from procrastinate import App, BaseRetryStrategy, PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.types import JSONDict
from psycopg_pool import AsyncConnectionPool

from tenants.companies import all_companies, find_company
from tenants.engines import Database
from tenants.sessions import TenantSession

P = ParamSpec("P")

MOST_ATTEMPTS = 30
GIVEN_UP = """
SELECT id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
FROM procrastinate_jobs job
WHERE status IN ('failed', 'aborted') AND task_name = ANY(%(names)s) AND NOT EXISTS (
    SELECT FROM procrastinate_jobs other WHERE other.status IN ('todo', 'doing') AND other.args = job.args)
ORDER BY id LIMIT 100"""

queue = App(connector=PsycopgConnector(), import_paths=[])
_open: list[Database] = []


@dataclass(frozen=True)
class Deferred:
    """A job that a transaction has asked for and that its commit will enqueue."""

    task: str
    args: JSONDict = field(default_factory=dict)
    lock: str | None = None
    at: datetime | None = None


def tenant_task(
    name: str, *, retry: BaseRetryStrategy | None = None
) -> Callable[[Callable[Concatenate[TenantSession, P], Awaitable[None]]], Callable[..., Deferred]]:
    """Register a job that works inside one company; calling the result describes such a job for `db.defer`.

    Arguments travel as JSON through the queue, so they are ids and never values. Without `retry` a job that fails, or
    that a worker had to leave when it stopped, is not tried again.
    """

    def register(work: Callable[..., Awaitable[None]]) -> Callable[..., Deferred]:
        async def run(company: str, **args: Any) -> None:
            async with _open[-1].platform() as platform:
                found = await find_company(platform, id=company)
            if found is None or found.status == "deleted":
                return
            async with _open[-1].tenant(found) as db:
                await work(db, **args)
                await db.commit()

        queue.task(name=name, retry=retry or False)(run)

        def describe(*, lock: str | None = None, at: datetime | None = None, **args: Any) -> Deferred:
            return Deferred(name, args, lock, at)

        return describe

    return register


def every_company(
    name: str, *, cron: str
) -> Callable[[Callable[[TenantSession], Awaitable[None]]], Callable[..., Deferred]]:
    """Register a job that runs on a schedule for every company, each in a transaction of its own."""

    def register(work: Callable[[TenantSession], Awaitable[None]]) -> Callable[..., Deferred]:
        describe = tenant_task(name)(work)

        async def spread(timestamp: int) -> None:
            async with _open[-1].platform() as platform:
                companies = await all_companies(platform)
            for company in companies:
                if company.status == "active":
                    await queue.configure_task(name, lock=f"{name}:{company.id}").defer_async(company=company.id)

        queue.periodic(cron=cron)(queue.task(name=f"{name}.all", pass_context=False)(spread))
        return describe

    return register


async def enqueue(db: TenantSession) -> None:
    """Hand the session's jobs to the queue inside its own transaction.

    The company's role may not touch the queue, so this steps back to the application's own role; it is the last thing
    before the commit.
    """
    connection = await db.connection()
    await connection.exec_driver_sql(
        "SELECT set_config('role', 'none', true), set_config('search_path', 'queue', true)"
    )
    for statement in db.platform_writes:
        await connection.execute(statement)
    raw = (await connection.get_raw_connection()).driver_connection
    for job in db.deferred:
        deferrer = queue.configure_task(job.task, connection=raw, lock=job.lock, schedule_at=job.at)
        await deferrer.defer_async(company=db.company.id, **job.args)
    db.deferred.clear()
    db.platform_writes.clear()


async def open_queue(database: Database) -> None:
    """Connect the queue to a database; jobs run on it until `close_queue`."""
    pool = AsyncConnectionPool(
        database.dsn,
        min_size=1,
        max_size=4,
        open=False,
        kwargs={"options": "-c search_path=queue", "row_factory": psycopg.rows.dict_row},
    )
    await pool.open()
    await queue.open_async(pool)
    _open.append(database)


def open_database() -> Database:
    """Give the database that jobs run on, for those that belong to no company."""
    return _open[-1]


async def close_queue() -> None:
    """Disconnect the queue."""
    _open.pop()
    await queue.close_async()
    pool = queue.connector.pool  # type: ignore[attr-defined]
    await pool.close()


async def rescue_stalled(seconds: float = 20) -> int:
    """Put back jobs whose worker has not been heard of for some seconds, and tell how many.

    One that has been tried too often is given up: it may be what kills the workers.
    """
    stalled = list(await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in stalled:
        if job.attempts >= MOST_ATTEMPTS:
            await queue.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            continue
        try:
            await queue.job_manager.retry_job(job)
        except UniqueViolation:
            # A schedule's job may wait only once, and the next one waits already.
            await queue.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
    return len(stalled)


async def given_up(strategy: BaseRetryStrategy) -> list[Job]:
    """List jobs that were tried again by a strategy until that gave up; not those that another one has taken over."""
    names = [task.name for task in queue.tasks.values() if task.retry_strategy is strategy]
    return [Job.from_row(row) for row in await queue.connector.execute_query_all_async(GIVEN_UP, names=names)]


async def forget_given_up(job: Job) -> None:
    """Remove such a job from the queue."""
    query = "DELETE FROM procrastinate_jobs WHERE id = %(id)s AND status IN ('failed', 'aborted')"
    await queue.connector.execute_query_async(query, id=job.id)

"""Jobs that the queue has given up on say so on their page, instead of running for ever."""

from uuid import UUID

from procrastinate.jobs import Job as Queued

from saas.jobs.guard import LATER, GivenUp, fail
from saas.jobs.telling import speak_to_asker
from tenants.companies import find_company
from tenants.queue import forget_given_up, given_up, open_database


async def close_given_up() -> int:
    """Mark as failed what the queue will not try again, tell who asked for it, and count them."""
    jobs = await given_up(LATER)
    for job in jobs:
        await _close(job)
        await forget_given_up(job)
    return len(jobs)


async def _close(queued: Queued) -> None:
    database = open_database()
    async with database.platform() as platform:
        company = await find_company(platform, id=str(queued.task_kwargs["company"]))
    if company is None or company.status == "deleted":
        return
    id = UUID(str(queued.task_kwargs["id"]))
    async with database.tenant(company) as db:
        await speak_to_asker(db, id)
        await fail(db, id, GivenUp().sentence)
        await db.commit()

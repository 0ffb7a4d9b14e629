"""Forget what nobody needs any more: sign-ups that were never confirmed, and counted tries."""

from datetime import timedelta

from sqlalchemy import delete

from saas.accounts.attempts import forget_attempts
from saas.kit.clock import now
from saas.signup.model import Signup
from tenants.engines import Database
from tenants.queue import open_database, queue

KEPT = timedelta(days=30)  # So long an old link is answered with what became of it.


@queue.periodic(cron="41 * * * *")
@queue.task(name="signup.forget")
async def forget(timestamp: int) -> None:
    """Delete old sign-ups and tries once an hour."""
    await forget_signups(open_database())
    await forget_attempts(open_database())


async def forget_signups(database: Database) -> None:
    """Delete sign-ups that expired a month ago."""
    async with database.platform() as db:
        await db.execute(delete(Signup).where(Signup.expires_at < now() - KEPT))
        await db.commit()

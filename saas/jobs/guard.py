"""Run a job's work so that it ends in a state that its page can show."""

import logging
from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from psycopg import OperationalError
from sqlalchemy import update
from sqlalchemy.exc import InterfaceError as WrappedInterfaceError
from sqlalchemy.exc import OperationalError as WrappedOperationalError

from saas.jobs.model import WORKING, Job
from saas.jobs.telling import tell_end
from saas.kit.apart import ProcessDied
from saas.kit.clock import now
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from tenants.queue import MOST_ATTEMPTS
from tenants.sessions import TenantSession

log = logging.getLogger("guanxi.jobs")

AWAY: Any = (CancelledError, OperationalError, WrappedOperationalError, WrappedInterfaceError)
"""What passes: the worker is stopped in the middle, or the database is away. The job goes on later where it stood."""
LATER = RetryStrategy(max_attempts=MOST_ATTEMPTS, wait=1, linear_wait=2, retry_exceptions=AWAY)
"""How a job whose work is guarded is tried again; `saas.jobs.rescue` knows such jobs by it."""


class Overtaken(Exception):
    """Another worker goes on with this job, or nobody wants it any more."""


class GivenUp(Refusal):
    """We tried this for a long time and could not finish it. What was done before is kept; please start it again."""

    code, status = "given_up", 503


class TooMuch(Refusal):
    """This took more memory or time than one job may have. Try it with fewer rows or columns."""

    code, status = "too_much", 422


async def guarded(db: TenantSession, id: UUID, work: Callable[[TenantSession, UUID], Awaitable[None]]) -> None:
    """Do a job's work; when it cannot be done, say so on the job instead of trying for ever."""
    try:
        await work(db, id)
        await tell_end(db, id)
    except Overtaken:
        await db.rollback()
        await db.begin_again()
    except Refusal as refusal:
        await fail(db, id, refusal.sentence)
    except ProcessDied:
        await fail(db, id, TooMuch().sentence)
    except AWAY as error:
        log.warning("job %s will go on later: %s", id, type(error).__name__)
        raise
    except Exception as error:
        # Not the exception's own text: it may quote a value.
        log.exception("job %s failed: %s", id, type(error).__name__)
        await fail(db, id, _("Something went wrong on our side. What was done before that is kept."))


async def fail(db: TenantSession, id: UUID, sentence: str) -> None:
    """Mark a job as failed, with the reason, and tell who asked for it."""
    await db.rollback()
    await db.begin_again()
    values = {"status": "failed", "error": sentence, "finished_at": now()}
    failed = update(Job).where(Job.id == id, Job.status.in_(WORKING)).values(values)
    if (await db.execute(failed.returning(Job.id))).first() is not None:
        await tell_end(db, id)

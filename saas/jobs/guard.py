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

from saas.jobs.model import OPEN, Job
from saas.kit.apart import ProcessDied
from saas.kit.clock import now
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from tenants.sessions import TenantSession

log = logging.getLogger("guanxi.jobs")

AWAY: Any = (CancelledError, OperationalError, WrappedOperationalError, WrappedInterfaceError)
"""What passes: the worker is stopped in the middle, or the database is away. The job goes on later where it stood."""
LATER = RetryStrategy(max_attempts=30, wait=1, linear_wait=2, retry_exceptions=AWAY)


class Overtaken(Exception):
    """Another worker goes on with this job, or nobody wants it any more."""


class TooMuch(Refusal):
    """This took more memory or time than one job may have. Try it with fewer rows or columns."""

    code, status = "too_much", 422


async def guarded(db: TenantSession, id: UUID, work: Callable[[TenantSession, UUID], Awaitable[None]]) -> None:
    """Do a job's work; when it cannot be done, say so on the job instead of trying for ever."""
    try:
        await work(db, id)
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
    """Mark a job as failed, with the reason."""
    await db.rollback()
    await db.begin_again()
    values = {"status": "failed", "error": sentence, "finished_at": now()}
    await db.execute(update(Job).where(Job.id == id, Job.status.in_(OPEN)).values(values))

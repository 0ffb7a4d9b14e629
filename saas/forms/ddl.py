"""Change tables while people work."""

import asyncio

from psycopg.errors import LockNotAvailable, UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from saas.kit.errors import Conflict, Invalid
from saas.kit.i18n import _
from tenants.sessions import TenantSession

TRIES = 20


class FormBusy(Conflict):
    """This form is busy right now. Please try again in a moment."""

    code = "form_busy"


async def run_ddl(db: TenantSession, statement: str) -> None:
    """Run DDL under a short lock timeout, so that readers never queue behind it. Raise FormBusy or Invalid."""
    for attempt in range(TRIES):
        try:
            async with db.begin_nested():
                await db.execute(text("SET LOCAL lock_timeout = '150ms'"))
                await (await db.connection()).exec_driver_sql(statement)
            return
        except IntegrityError as error:
            if isinstance(error.orig, UniqueViolation):
                raise Invalid({"": _("Some records have the same value, so it cannot be unique.")}) from None
            raise
        except DBAPIError as error:
            if not isinstance(error.orig, LockNotAvailable):
                raise
            await asyncio.sleep(0.05 * (attempt + 1))
    raise FormBusy

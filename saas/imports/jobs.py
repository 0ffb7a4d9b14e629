"""The long parts of an import, as jobs."""

from contextlib import suppress
from uuid import UUID

from saas.imports.check import check_import
from saas.imports.context import context_of
from saas.imports.run import run_import
from saas.imports.undo import undo_import
from saas.jobs.guard import LATER, Overtaken, guarded
from saas.kit.errors import Refusal
from saas.records.bulk import settle
from tenants.queue import tenant_task
from tenants.sessions import TenantSession


@tenant_task("import.check", retry=LATER)
async def check(db: TenantSession, id: str) -> None:
    """Rehearse an import."""
    await guarded(db, UUID(id), check_import)


@tenant_task("import.run", retry=LATER)
async def run(db: TenantSession, id: str) -> None:
    """Run an import, or go on with it."""
    await guarded(db, UUID(id), run_import)
    db.defer(tidy(id=id))


@tenant_task("import.undo", retry=LATER)
async def undo(db: TenantSession, id: str) -> None:
    """Take an import back."""
    await guarded(db, UUID(id), undo_import)


@tenant_task("import.tidy")
async def tidy(db: TenantSession, id: str) -> None:
    """Bring the form's indexes up to date after an import."""
    with suppress(Overtaken, Refusal):
        await settle(db, (await context_of(db, UUID(id))).view)

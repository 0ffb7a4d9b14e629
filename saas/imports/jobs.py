"""The long parts of an import, as jobs."""

from uuid import UUID

from saas.imports.check import check_import
from saas.imports.run import run_import
from saas.imports.undo import undo_import
from saas.jobs.guard import LATER, guarded
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


@tenant_task("import.undo", retry=LATER)
async def undo(db: TenantSession, id: str) -> None:
    """Take an import back."""
    await guarded(db, UUID(id), undo_import)

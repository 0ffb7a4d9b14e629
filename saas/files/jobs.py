"""Old files go by themselves, and plain copies whose process was killed."""

from saas.files.actions import purge_files
from saas.files.store import store
from tenants.queue import every_company, queue
from tenants.sessions import TenantSession


@every_company("files.purge", cron="20 3 * * *")
async def purge(db: TenantSession) -> None:
    """Remove exports that were made a week ago."""
    await purge_files(db)


@queue.periodic(cron="7 * * * *")
@queue.task(name="files.sweep")
async def sweep(timestamp: int) -> None:
    """Remove scratch folders whose process died, once an hour; so does every start."""
    store().sweep()

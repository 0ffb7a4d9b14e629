"""Old files go by themselves."""

from saas.files.actions import purge_files
from tenants.queue import every_company
from tenants.sessions import TenantSession


@every_company("files.purge", cron="20 3 * * *")
async def purge(db: TenantSession) -> None:
    """Remove exports that were made a week ago."""
    await purge_files(db)

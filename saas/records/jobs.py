"""What records leave for later: an index for a sort that is in use."""

from saas.forms.queries import forms_of
from saas.jobs.guard import LATER
from saas.records.sort_indexes import build_used, remember_use
from tenants.queue import tenant_task
from tenants.sessions import TenantSession


@tenant_task("records.index_sort", retry=LATER)
async def index_sort(db: TenantSession, form: int, sort: str, lead: str) -> None:
    """Note that a big table is sorted in some way, and build the indexes for the sorts that are used most."""
    found = (await forms_of(db)).by_id.get(form)
    if found:
        await remember_use(db, found, sort, lead)
        await build_used(db, found)

"""What a person is told when their import is over."""

from saas.imports.queries import IMPORT, counted, file_names, in_short
from saas.jobs.model import Job
from saas.jobs.telling import words_for
from saas.kit.i18n import N_
from saas.notifications.notify import Notice
from tenants.sessions import TenantSession

ENDS = {
    "done": N_("The import of %(files)s is done: %(created)s created, %(updated)s updated, %(left)s not imported."),
    "cancelled": N_("The import of %(files)s was cancelled; %(created)s records had been created by then."),
    "failed": N_("The import of %(files)s could not be finished. Open it to see why."),
    "undone": N_("The import of %(files)s was taken back."),
}


def page_of(job: Job) -> str:
    """Give the address of an import's page."""
    return f"/imports/{job.id}"


@words_for(IMPORT)
async def told(db: TenantSession, job: Job) -> Notice:
    """Say how an import ended: the files by name, since that is what the person knows it by."""
    files, counts = in_short((await file_names(db, [job.id])).get(job.id, [])), counted(job)
    left = counts["duplicate"] + counts["rejected"] + counts["skipped"]
    numbers = {"created": counts["created"], "updated": counts["updated"], "left": left}
    params = {"files": files, **{name: f"{number:,}" for name, number in numbers.items()}}
    return Notice(ENDS[job.status], params, page_of(job))

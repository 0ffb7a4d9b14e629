"""What a person is told when their export is over."""

from saas.forms.queries import forms_of
from saas.jobs.model import Job
from saas.jobs.telling import words_for
from saas.kit.i18n import N_
from saas.notifications.notify import Notice
from tenants.sessions import TenantSession

EXPORT = "export"
ENDS = {
    "done": N_("Your export of %(form)s is ready: %(count)s rows. The file is kept for a week."),
    "failed": N_("Your export of %(form)s could not be made. Open the list to see why."),
}


def place_of(job: Job) -> str:
    """Give the address of an export in the list of them."""
    return f"/exports#{job.id}"


@words_for(EXPORT)
async def told(db: TenantSession, job: Job) -> Notice | None:
    """Say how an export ended. The form's name is no secret to who could ask for it."""
    if job.status not in ENDS:
        return None
    form = (await forms_of(db)).by_id.get(job.form_id or 0)
    params = {"form": form.text if form else "", "count": f"{job.counts.get('exported', 0):,}"}
    return Notice(ENDS[job.status], params, place_of(job))

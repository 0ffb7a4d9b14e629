"""Find jobs. A person sees their own."""

from uuid import UUID

from sqlalchemy import select

from saas.forms.queries import forms_of
from saas.jobs.model import Job
from saas.kit.errors import NotFound
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession


class JobNotFound(NotFound):
    """We could not find that. It may have been removed, or it is somebody else's."""

    code = "job_not_found"


async def jobs_of(db: TenantSession, viewer: Viewer, kind: str, limit: int = 50) -> list[Job]:
    """List a person's jobs of one kind, the newest first."""
    mine = select(Job).where(Job.person_id == viewer.id, Job.kind == kind)
    return list((await db.execute(mine.order_by(Job.created_at.desc()).limit(limit))).scalars())


async def get_job(db: TenantSession, viewer: Viewer, id: UUID, kind: str | None = None) -> Job:
    """Find one of a person's own jobs. Raise JobNotFound."""
    query = select(Job).where(Job.id == id, Job.person_id == viewer.id)
    job = (await db.execute(query if kind is None else query.where(Job.kind == kind))).scalar_one_or_none()
    if job is None:
        raise JobNotFound
    return job


async def form_name_of(db: TenantSession, job: Job) -> str | None:
    """Name the form that a job is about, None when it is gone."""
    form = (await forms_of(db)).by_id.get(job.form_id or 0)
    return form.name if form else None

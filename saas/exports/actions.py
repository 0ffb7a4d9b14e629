"""Ask for a large export, and let one go."""

from uuid import UUID

from sqlalchemy import delete

from saas.audit.log import log
from saas.exports.asking import seal_asked
from saas.exports.errors import BadFormat
from saas.exports.jobs import make
from saas.exports.telling import EXPORT, place_of
from saas.exports.values import exportable
from saas.exports.writing import FORMATS
from saas.files.actions import delete_file
from saas.jobs.model import Job
from saas.notifications.notify import take_back
from saas.people.viewer import Viewer
from saas.records.ids import new_id
from saas.records.query import ListQuery
from saas.records.using import fields_used
from saas.records.view import FormView
from tenants.sessions import TenantSession


async def start_export(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, format: str, *, clear: bool = False
) -> Job:
    """Have a list exported by a job. Raise BadFormat or Forbidden."""
    view.require("export")
    if clear:
        view.require("reveal")
    if format not in FORMATS:
        raise BadFormat
    id = new_id()
    job = Job(
        id=id,
        kind=EXPORT,
        person_id=viewer.id,
        form_id=view.form.id,
        status="queued",
        counts={},
        settings={"asked": seal_asked(db, id, query), "format": format, "clear": clear, "ip": viewer.ip},
    )
    db.add(job)
    await db.flush()
    fields = [field.name for field in exportable(view, query.columns)]
    asked = fields_used(view, query.filter, query.q, query.sort) or {}
    detail = {"job": str(id), "format": format, "clear": clear, **asked}
    await log(db, viewer, "request_export", form=view.name, fields=fields, detail=detail)
    db.defer(make(id=str(id)))
    return job


async def remove_export(db: TenantSession, job: Job) -> None:
    """Let an export and its file go."""
    await db.execute(delete(Job).where(Job.id == job.id))
    await take_back(db, job.person_id, place_of(job))
    if job.settings.get("file"):
        await delete_file(db, UUID(job.settings["file"]))

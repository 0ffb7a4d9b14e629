"""GET /jobs/{id}: how far an import or an export is, and what came of it."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from saas.audit.log import log
from saas.imports.actions import cancel_import
from saas.imports.left_out import NOTHING, LeftOut, left_out
from saas.imports.queries import IMPORT, counted
from saas.jobs.model import Job
from saas.jobs.queries import JobNotFound, form_name_of, get_job
from web.api.answers import send_json
from web.api.paths import BASE
from web.api.shapes import Json
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs

STATUS = {"draft": "queued", "checking": "running", "checked": "done", "cancelling": "running"}
STATUS |= {"undoing": "running", "undone": "cancelled"}

OVER = ("done", "failed", "cancelled", "undone")
"""When an import also tells what it left out."""


@get(f"{BASE}/jobs/{{id:str}}", **needs(MEMBER, api=True))
async def show(id: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show a job."""
    job = await get_job(db, viewer, job_id(id))
    left = await left_out(db, job) if job.kind == IMPORT and job.status in OVER else NOTHING
    return send_json(job_json(job, left), request)


@post(f"{BASE}/jobs/{{id:str}}/cancellation", **needs(MEMBER, api=True), status_code=200)
async def cancel(id: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Stop an import at its next chunk."""
    job = await get_job(db, viewer, job_id(id), IMPORT)
    await cancel_import(db, job)
    await log(db, viewer, "cancel_import", form=await form_name_of(db, job), detail={"job": str(job.id)})
    return send_json(job_json(job))


def job_id(text: str) -> UUID:
    """Read a job's id; what is no id at all is not found either."""
    try:
        return UUID(text)
    except ValueError:
        raise JobNotFound from None


def job_json(job: Job, left: LeftOut = NOTHING) -> Json:
    """Write a job. Of an import all five counts are there; once it is over they add up to its filled rows."""
    told = {"columns_left_out": left.columns, "remarks": left.remarks, "more_remarks": left.more}
    return {
        "id": job.id,
        "kind": job.kind,
        "status": STATUS.get(job.status, job.status),
        "progress": round(job.progress, 3),
        "counts": counted(job) if job.kind == IMPORT else job.counts,
        "error": job.error,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        **told,
    }

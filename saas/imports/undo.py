"""Take an import back: what it created goes to the trash, but for records that somebody has worked on since."""

from uuid import UUID

from sqlalchemy import select, update

from saas.audit.log import Operation
from saas.imports.context import context_of
from saas.jobs.guard import Overtaken
from saas.jobs.model import Job
from saas.kit.clock import now
from saas.records.bulk import trash_bulk
from tenants.sessions import TenantSession


async def undo_import(db: TenantSession, id: UUID) -> None:
    """Trash what an import created, as the operation log says, chunk by chunk."""
    context = await context_of(db, id)
    if context.status != "undoing":
        raise Overtaken
    chunks = await _created(db, id)
    for n, ids in enumerate(chunks):
        job = await db.get_one(Job, id, populate_existing=True)
        moved = await trash_bulk(db, context.viewer, context.view, ids, context.finished, {"job": str(id)})
        job.settings = {**job.settings, "trashed": job.settings.get("trashed", 0) + moved}
        job.progress = n / len(chunks)
        await db.commit()
        await db.begin_again()
    await db.execute(update(Job).where(Job.id == id).values(status="undone", progress=1.0, finished_at=now()))


async def _created(db: TenantSession, id: UUID) -> list[list[UUID]]:
    query = select(Operation.record_ids).where(
        Operation.action == "import", Operation.detail["job"].as_string() == str(id)
    )
    return [list(ids or ()) for ids in (await db.execute(query.order_by(Operation.id))).scalars()]

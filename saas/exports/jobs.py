"""Large exports, as jobs."""

from pathlib import Path
from uuid import UUID

from saas.accounts.sessions import find_viewer
from saas.exports.asking import asked_of, take
from saas.exports.making import Taken, parts_of, rows_of, writer
from saas.exports.writing import BOM, csv_lines
from saas.files.actions import store_upload
from saas.files.store import store
from saas.forms.queries import forms_of
from saas.jobs.guard import LATER, Overtaken, guarded
from saas.jobs.model import Job
from saas.jobs.queries import JobNotFound
from saas.kit.clock import now
from saas.kit.errors import Forbidden
from saas.kit.i18n import set_locale
from saas.records.view import view_form
from tenants.queue import tenant_task
from tenants.sessions import TenantSession


@tenant_task("export.make", retry=LATER)
async def make(db: TenantSession, id: str) -> None:
    """Make an export's file."""
    await guarded(db, UUID(id), make_export)


async def make_export(db: TenantSession, id: UUID) -> None:
    """Write the file part by part, keep it sealed, and say that it is there."""
    job = await db.get(Job, id, populate_existing=True)
    if job is None or job.form_id is None:
        raise JobNotFound
    if job.status not in ("queued", "running"):
        raise Overtaken
    viewer = await find_viewer(db, job.person_id, via="job", ip=str(job.settings.get("ip", "")))
    if viewer is None:
        raise Forbidden
    set_locale(viewer.locale)
    form = (await forms_of(db)).by_id.get(job.form_id)
    view = await view_form(db, viewer, form.name if form else "", "export")
    format = job.settings["format"]
    taken = await take(
        db, viewer, view, asked_of(db, job), format, clear=job.settings["clear"], detail={"job": str(id)}
    )
    job.status, job.started_at = "running", now()
    await _commit(db)
    with store().scratch() as folder:
        path = folder / f"export.{format}"
        await (_write_xlsx if format == "xlsx" else _write_csv)(db, id, taken, path)
        name = f"{taken.title} {now():%Y-%m-%d}.{format}"
        file = await store_upload(db, viewer, path, name, purpose="export")
    job = await db.get_one(Job, id, populate_existing=True)
    job.status, job.progress, job.finished_at = "done", 1.0, now()
    job.counts = {"exported": len(taken.ids)}
    job.settings = {**job.settings, "file": str(file.id), "size": file.size}
    await db.flush()


async def _write_xlsx(db: TenantSession, id: UUID, taken: Taken, path: Path) -> None:
    async with writer(path, taken) as writing:
        for ids in parts_of(taken):
            await writing.ask("add", await rows_of(db, taken, ids))
            await _say(db, id, len(ids) / len(taken.ids))
        await writing.ask("close")


async def _write_csv(db: TenantSession, id: UUID, taken: Taken, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM + csv_lines([taken.heads]))
        for ids in parts_of(taken):
            file.write(csv_lines(await rows_of(db, taken, ids)))
            await _say(db, id, len(ids) / len(taken.ids))


async def _say(db: TenantSession, id: UUID, step: float) -> None:
    job = await db.get_one(Job, id, populate_existing=True)
    job.progress = min(job.progress + step, 0.999)
    await _commit(db)


async def _commit(db: TenantSession) -> None:
    await db.flush()
    await db.commit()
    await db.begin_again()

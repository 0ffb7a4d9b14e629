"""What a person does with the draft of an import and after: correct, check, start, cancel, take back, remove."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, update

from saas.files.actions import delete_file, local_copy
from saas.forms.portable import portable_field
from saas.imports.deciding import importable, not_importable
from saas.imports.jobs import check, run, undo
from saas.imports.looking import Found
from saas.imports.mapping import RequiredUnmapped, check_mapping, suggested, unmapped
from saas.imports.model import ImportFile
from saas.imports.queries import found_in, place_of, sources_of
from saas.imports.remarks import forget_remarks
from saas.imports.telling import page_of
from saas.jobs.model import Job
from saas.jobs.telling import tell_end
from saas.kit.apart import Apart
from saas.kit.clock import now
from saas.kit.errors import Conflict
from saas.kit.i18n import listed
from saas.notifications.notify import take_back
from saas.people.directory import Directory
from saas.records.view import FormView
from tenants.sessions import TenantSession


class NotNow(Conflict):
    """This import has moved on in the meantime. Look at it again."""

    code = "import_moved_on"


async def change_source(
    db: TenantSession, view: FormView, source: ImportFile, *, included: bool, mapping: Mapping[int, str]
) -> None:
    """Correct which column goes to which field. Raise Invalid or Forbidden."""
    check_mapping(view, found_in(db, source), mapping)
    source.included = included
    source.mapping = {str(at): name for at, name in mapping.items()}
    await db.flush()


async def change_header(
    db: TenantSession, view: FormView, directory: Directory, source: ImportFile, header_row: int
) -> None:
    """Take another row of the sheet for its headings, and suggest anew."""
    fields = [portable_field(field) for field in importable(view)]
    others = [portable_field(field) for field in not_importable(view)]
    members = {member.name for member in directory.active()}
    async with (
        local_copy(db, source.cells_id) as path,
        Apart("saas.imports.looking:Looking", fields, members, others) as looking,
    ):
        found: Found = await looking.ask("look_again", path, source.sheet, header_row)
    source.found = db.cipher.seal(found.dump(), place_of(source.job_id, source.n))
    source.header_row, source.total_rows = found.header_row, found.rows
    source.mapping = {str(at): name for at, name in suggested(found).items()}
    source.included = True
    await db.flush()


async def start_check(db: TenantSession, view: FormView, job: Job) -> None:
    """Have an import rehearsed. Raise RequiredUnmapped or NotNow."""
    await _require_mapped(db, view, job)
    await _move(db, job, ("draft", "checked", "failed"), "checking", counts={}, progress=0.0, error=None)
    db.defer(check(id=str(job.id)))


async def start_import(db: TenantSession, view: FormView, job: Job) -> None:
    """Have an import run. Two imports into one form run one after the other. Raise RequiredUnmapped or NotNow."""
    await _require_mapped(db, view, job)
    settings = {name: value for name, value in job.settings.items() if name != "preview"}
    fresh = {"counts": {}, "progress": 0.0, "error": None, "finished_at": None, "settings": settings}
    await _move(db, job, ("draft", "checked"), "queued", **fresh)
    db.defer(run(lock=f"import:{db.company.id}:{view.form.id}", id=str(job.id)))


async def _require_mapped(db: TenantSession, view: FormView, job: Job) -> None:
    sources = [source for source in await sources_of(db, job.id) if source.included]
    missing = {name for source in sources for name in unmapped(view, source.mapping)}
    if missing or not sources:
        required = [field.text for field in view.fields if field.name in missing]
        raise RequiredUnmapped(fields=listed(required) or view.form.title.text)


async def cancel_import(db: TenantSession, job: Job) -> None:
    """Stop an import at its next chunk, or at once when it has not begun. Raise NotNow."""
    if job.status == "queued":
        left = sum(source.total_rows for source in await sources_of(db, job.id) if source.included)
        await _move(db, job, ("queued",), "cancelled", counts={"skipped": left}, finished_at=now())
        await tell_end(db, job.id)
    elif job.status == "checking":
        await _move(db, job, ("checking",), "draft", progress=0.0)
    else:
        await _move(db, job, ("running",), "cancelling")


async def start_undo(db: TenantSession, view: FormView, job: Job) -> None:
    """Have taken back what an import created. Raise Forbidden or NotNow."""
    view.require("delete")
    await _move(db, job, ("done", "cancelled", "failed"), "undoing", progress=0.0, error=None)
    db.defer(undo(lock=f"import:{db.company.id}:{view.form.id}", id=str(job.id)))


async def back_to_draft(db: TenantSession, job: Job) -> None:
    """Go back to the matching of columns."""
    await _move(db, job, ("draft", "checked", "checking"), "draft", counts={}, progress=0.0)


async def import_again(db: TenantSession, job: Job) -> None:
    """Make an import that was taken back a draft again: its files, columns and choices are as they were."""
    settings = {name: value for name, value in job.settings.items() if name not in ("preview", "trashed")}
    fresh = {"counts": {}, "progress": 0.0, "error": None, "started_at": None, "finished_at": None}
    await _move(db, job, ("undone",), "draft", **fresh, settings=settings)
    await db.execute(update(ImportFile).where(ImportFile.job_id == job.id).values(done_rows=0))
    await forget_remarks(db, job.id)


async def remove_import(db: TenantSession, job: Job) -> None:
    """Forget an import that is over, its files and its remarks; the records stay. Raise NotNow."""
    await _move(db, job, ("draft", "checked", "done", "failed", "cancelled", "undone"), "removed")
    sources = await sources_of(db, job.id)
    await forget_remarks(db, job.id)
    await db.execute(delete(ImportFile).where(ImportFile.job_id == job.id))
    for id in {id for source in sources for id in (source.file_id, source.cells_id)}:
        await delete_file(db, id)
    await db.execute(delete(Job).where(Job.id == job.id))
    await take_back(db, job.person_id, page_of(job))


async def _move(db: TenantSession, job: Job, before: Sequence[str], after: str, **values: Any) -> None:
    """Bring a job into its next state with all that was set on it, unless somebody else was quicker."""
    await db.flush()
    moved = update(Job).where(Job.id == job.id, Job.status.in_(before)).values(status=after, **values)
    if (await db.execute(moved.returning(Job.id))).first() is None:
        raise NotNow
    await db.refresh(job)

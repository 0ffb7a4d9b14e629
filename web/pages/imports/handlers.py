"""An import's own page, and what can be done on it."""

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from saas.audit.log import log
from saas.forms.options import add_options
from saas.forms.queries import forms_of
from saas.imports.actions import (
    back_to_draft,
    cancel_import,
    change_header,
    change_source,
    import_again,
    remove_import,
    start_check,
    start_import,
    start_undo,
)
from saas.imports.choices import Choices
from saas.imports.mapping import RequiredUnmapped
from saas.imports.model import ImportFile
from saas.imports.owners import person_in, read_owners
from saas.imports.queries import IMPORT, counted, file_names, source_names, sources_of
from saas.jobs.model import Job
from saas.jobs.queries import form_name_of, get_job, jobs_of
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.imports.stages import STATUSES, stage_of

CELL = re.compile(r"c\.(\d{1,4})\.(\d{1,4})")


@get("/imports", **needs(MEMBER))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """List the person's imports."""
    jobs = await jobs_of(db, viewer, IMPORT)
    forms = (await forms_of(db)).by_id
    return page(
        request,
        "imports/index.html",
        title=_("Imports"),
        jobs=jobs,
        names=await file_names(db, [job.id for job in jobs]),
        forms={job.id: forms[job.form_id].text for job in jobs if job.form_id in forms},
        counts={job.id: counted(job) for job in jobs},
        statuses=STATUSES,
    )


@get("/imports/{id:uuid}", **needs(MEMBER))
async def show(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show how far an import is, and what is to be decided."""
    return await stage_page(request, db, viewer, await get_job(db, viewer, id, IMPORT))


@post("/imports/{id:uuid}/columns", **needs(MEMBER))
async def update(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Keep the chosen columns, then look at another row of headings, or have the import checked."""
    job, view = await loaded(db, viewer, id)
    await back_to_draft(db, job)
    sent = {name: str(value) for name, value in (await request.form()).items()}
    job.settings = {**job.settings, **Choices.read(sent).dump()}
    sources = await sources_of(db, job.id)
    errors = await _keep(db, view, sources, sent)
    do, _dot, which = sent.get("do", "").partition(".")
    try:
        given = {source.n: sent.get(f"owner.{source.n}", "") for source in sources}
        owners = dict.fromkeys(map(str, given)) | read_owners(view, viewer, await directory_of(db), given)
        job.settings = {**job.settings, "owners": owners}
    except Invalid as invalid:
        errors |= invalid.errors
    if do == "invite":
        # Once there is somebody of that name, they are proposed.
        job.settings = {
            **job.settings,
            "owners": {n: id for n, id in job.settings.get("owners", {}).items() if n != which},
        }
        name = person_in((await source_names(db, sources)).get(int(which) if which.isdecimal() else -1, ""))
        return redirect(request, "/people/new?" + urlencode({"name": name, "back": f"/imports/{id}"}))
    if do == "header":
        await _take_header(db, view, sources, which, sent)
        return redirect(request, f"/imports/{id}#source-{which}")
    if errors:
        return await stage_page(request, db, viewer, job, errors=errors, sent=sent)
    try:
        await start_check(db, view, job)
    except RequiredUnmapped as refusal:
        return await stage_page(request, db, viewer, job, error=refusal.sentence)
    return redirect(request, f"/imports/{id}")


@post("/imports/{id:uuid}/start", **needs(MEMBER))
async def start(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Start the import, with new options for the words that were ticked."""
    job, view = await loaded(db, viewer, id)
    words: dict[str, list[str]] = {}
    for picked in (await request.form()).getall("option", []):
        name, _colon, text = str(picked).partition(":")
        words.setdefault(name, []).append(text)
    for name, texts in words.items():
        if name in view.by_name:
            await add_options(db, viewer, view.form, view.by_name[name], texts)
    await start_import(db, view, job)
    return redirect(request, f"/imports/{id}")


@post("/imports/{id:uuid}/draft", **needs(MEMBER))
async def draft(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Go back to the columns."""
    job, view = await loaded(db, viewer, id)
    await back_to_draft(db, job)
    await log(db, viewer, "redraft_import", form=view.name, detail={"job": str(id)})
    return redirect(request, f"/imports/{id}")


@post("/imports/{id:uuid}/cancellation", **needs(MEMBER))
async def cancel(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Stop the import at its next chunk."""
    job = await get_job(db, viewer, id, IMPORT)
    await cancel_import(db, job)
    await log(db, viewer, "cancel_import", form=await form_name_of(db, job), detail={"job": str(id)})
    return redirect(request, f"/imports/{id}")


@post("/imports/{id:uuid}/undoing", **needs(MEMBER))
async def undo(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Take the import back."""
    job, view = await loaded(db, viewer, id)
    await start_undo(db, view, job)
    return redirect(request, f"/imports/{id}")


@post("/imports/{id:uuid}/repetition", **needs(MEMBER))
async def repeat(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Begin an import that was taken back again, with the same files."""
    job, view = await loaded(db, viewer, id)
    await import_again(db, job)
    await log(db, viewer, "redraft_import", form=view.name, detail={"job": str(id)})
    return redirect(request, f"/imports/{id}")


@post("/imports/{id:uuid}/removal", **needs(MEMBER))
async def remove(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Forget the import and its files."""
    job = await get_job(db, viewer, id, IMPORT)
    await remove_import(db, job)
    await log(db, viewer, "remove_import", form=await form_name_of(db, job), detail={"job": str(id)})
    return redirect(request, "/imports")


async def loaded(db: TenantSession, viewer: Viewer, id: UUID) -> tuple[Job, FormView]:
    """Find an import and its form, for whoever may still import there. Raise JobNotFound or Forbidden."""
    job = await get_job(db, viewer, id, IMPORT)
    form = (await forms_of(db)).by_id.get(job.form_id or 0)
    return job, await view_form(db, viewer, form.name if form else "", "import")


async def stage_page(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    job: Job,
    *,
    errors: dict[str, str] | None = None,
    error: str = "",
    sent: dict[str, str] | None = None,
) -> Response[bytes]:
    """Answer with the import's page as it is now."""
    context = await stage_of(db, viewer, job, errors=errors, error=error, sent=sent)
    title = _("Import %(form)s", form=context["view"].form.text)
    return page(request, "imports/show.html", status=422 if errors or error else 200, title=title, **context)


async def _keep(db: TenantSession, view: FormView, sources: list[ImportFile], sent: dict[str, str]) -> dict[str, str]:
    """Keep what can be kept; say by input what is wrong with the rest."""
    mappings: dict[int, dict[int, str]] = {source.n: {} for source in sources}
    for name, field in sent.items():
        if (cell := CELL.fullmatch(name)) and field and int(cell[1]) in mappings:
            mappings[int(cell[1])][int(cell[2])] = field
    errors: dict[str, str] = {}
    for source in sources:
        included = sent.get(f"included.{source.n}") == "1"
        try:
            await change_source(db, view, source, included=included, mapping=mappings[source.n])
        except Invalid as invalid:
            errors |= {f"c.{source.n}.{at}": sentence for at, sentence in invalid.errors.items()}
    return errors


async def _take_header(
    db: TenantSession, view: FormView, sources: list[ImportFile], which: str, sent: dict[str, str]
) -> None:
    row = sent.get(f"header.{which}", "")
    for source in sources:
        if str(source.n) == which and row.isdigit() and len(row) < 7:
            await change_header(db, view, await directory_of(db), source, int(row))

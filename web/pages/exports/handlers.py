"""Ask for an export, wait for a large one, fetch it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from saas.audit.log import log
from saas.exports.actions import remove_export, start_export
from saas.exports.asking import take
from saas.exports.errors import NotReady
from saas.exports.making import csv_parts, xlsx_parts
from saas.exports.telling import EXPORT
from saas.files.actions import find_file, parts_of
from saas.forms.queries import forms_of
from saas.jobs.queries import form_name_of, get_job, jobs_of
from saas.kit.clock import today
from saas.kit.errors import Forbidden
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.allowance import left_of
from saas.records.preferences import preferred_columns
from saas.records.query import ListQuery, count_records
from saas.records.reveal import REVEALS
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheDatabase, TheViewer
from web.downloads import CSV, XLSX, attachment
from web.from_here import from_here
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.imports.stages import STATUSES
from web.pages.records.state import ListState, shown_columns
from web.typed import typed

AT_ONCE = 5_000
"""Records up to which a file is made while the person waits."""


@get("/f/{form:str}/export", **needs(MEMBER))
async def new(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Ask how to export the list in the address."""
    view, state, query = await asked(request, db, viewer, form)
    total = await count_records(db, viewer, view, query)
    names = list(query.columns or ())
    protected = [view.by_name[name] for name in names if view.reveals(view.by_name[name])]
    return page(
        request,
        "exports/new.html",
        title=_("Export %(form)s", form=view.form.text),
        view=view,
        state=state,
        total=total,
        large=total > AT_ONCE,
        columns=[view.by_name[name] for name in names],
        protected=protected,
        needed=total * len(protected),
        most=REVEALS.most,
        left=await left_of(db, viewer, REVEALS) if protected else 0,
    )


@post("/f/{form:str}/export", **needs(MEMBER), status_code=200)
async def create(
    request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer, database: TheDatabase
) -> Response[Any] | Stream:
    """Export the list in the address: at once when it is short, else by a job."""
    view, _state, query = await asked(request, db, viewer, form)
    sent = {**request.query_params, **await typed(request)}
    format, clear = sent.get("format", ""), sent.get("reveal") == "1"
    if await count_records(db, viewer, view, query) > AT_ONCE:
        await start_export(db, viewer, view, query, format, clear=clear)
        return redirect(request, "/exports")
    taken = await take(db, viewer, view, query, format, clear=clear)
    company, parts = db.company, xlsx_parts if format == "xlsx" else csv_parts
    name = f"{taken.title} {today()}.{format}"
    return attachment(parts(lambda: database.tenant(company), taken), name, XLSX if format == "xlsx" else CSV)


@get("/exports", **needs(MEMBER))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """List the person's exports; the list looks again by itself while one is being made."""
    jobs = await jobs_of(db, viewer, EXPORT)
    forms = (await forms_of(db)).by_id
    return page(
        request,
        "exports/index.html",
        blocks=("exports",),
        title=_("Exports"),
        jobs=jobs,
        forms={job.id: forms[job.form_id].text for job in jobs if job.form_id in forms},
        live=any(job.status in ("queued", "running") for job in jobs),
        statuses=STATUSES,
    )


@get("/exports/{id:uuid}/file", **needs(MEMBER), guards=[from_here])
async def show(id: FromPath[UUID], db: Db, viewer: TheViewer) -> Stream:
    """Fetch a finished export, as long as the person may still export there."""
    job = await get_job(db, viewer, id, EXPORT)
    form = (await forms_of(db)).by_id.get(job.form_id or 0)
    view = await view_form(db, viewer, form.name if form else "", "export")
    if job.settings["clear"] and not view.may("reveal"):
        raise Forbidden(act="reveal")
    if job.status != "done":
        raise NotReady
    file = await find_file(db, UUID(job.settings["file"]))
    await log(db, viewer, "download_export", form=view.name, detail={"job": str(id)})
    return attachment(parts_of(db, file), file.name, XLSX if job.settings["format"] == "xlsx" else CSV)


@post("/exports/{id:uuid}/removal", **needs(MEMBER))
async def remove(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """Let an export go."""
    job = await get_job(db, viewer, id, EXPORT)
    await remove_export(db, job)
    await log(db, viewer, "remove_export", form=await form_name_of(db, job), detail={"job": str(id)})
    return redirect(request, "/exports")


async def asked(
    request: AnyRequest, db: TenantSession, viewer: Viewer, form: str
) -> tuple[FormView, ListState, ListQuery]:
    """Read the list in the address, as the list page does. Raise FormNotFound, Forbidden or BadFilter."""
    view = await view_form(db, viewer, form, "export")
    state = ListState.read(request, form)
    columns = shown_columns(view, state, await preferred_columns(db, viewer, view))
    return view, state, state.query(columns)

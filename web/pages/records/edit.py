"""Write records: new, edit, the conflict when two people edit at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.changes import defaults_of
from saas.records.duplicates import told_apart_by
from saas.records.filling import filled_by
from saas.records.query import RecordChanged, get_record
from saas.records.record import Record
from saas.records.save import create_record, update_record
from saas.records.system import OWNER
from saas.records.titles import as_id
from saas.records.view import FormView, view_form
from saas.records.writable import may_write
from tenants.sessions import TenantSession
from web.components.values import option_words
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.notices import Notice
from web.page import page, redirect
from web.pages.records.conflict import conflict_with
from web.pages.records.duplicates import told
from web.pages.records.inputs import sections_asked
from web.pages.records.show import as_uuid, asked_by_stage
from web.pages.records.typed import as_typed, inputs, read_form, settled, with_words
from web.pages.records.untouched import digests_of, merged, read_digests, touched


@get("/f/{form:str}/new", **needs(MEMBER))
async def new(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show an empty form, filled in from the address: `?customer=<id>`, or `?copy=<id>` for a copy."""
    view = await view_form(db, viewer, form, "create")
    given = await starting_values(db, viewer, view)
    copied = request.query_params.get("copy")
    if copied:
        source = await get_record(db, viewer, view, as_uuid(copied))
        given |= {name: value for name, value in inputs(view, source).items() if _copied(view, name)}
        for lines in source.lines:
            given[lines] = [{k: v for k, v in row.items() if k != "id"} for row in given[lines]]
    named = {name: value for name, value in request.query_params.items() if name in view.by_name}
    return await record_form(request, db, viewer, view, None, given | await _known(db, viewer, view, named) | named)


async def starting_values(db: TenantSession, viewer: Viewer, view: FormView) -> dict[str, Any]:
    """Give what the inputs of a new record start with."""
    defaults = await defaults_of(db, viewer, view)
    return {OWNER.name: viewer.id} | {field.name: as_typed(field, value) for field, value in defaults.items()}


async def _known(db: TenantSession, viewer: Viewer, view: FormView, named: Mapping[str, str]) -> dict[str, Any]:
    """Give what the records that a new one is made from know of it: a quote for a deal is for the deal's customer."""
    known: dict[str, Any] = {}
    for name, value in named.items():
        link, target = view.by_name[name], as_id(value)
        if link.kind.name == "link" and target:
            filled = await filled_by(db, viewer, view, link, target)
            said = {fill.field.name: found for fill, (found, _title) in filled.items() if found is not None}
            known |= {name: as_typed(view.by_name[name], found) for name, found in said.items()}
    return known


@post("/f/{form:str}", **needs(MEMBER))
async def create(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Create a record and show it."""
    view = await view_form(db, viewer, form, "create")
    sent = await request.form()
    raw = with_words(sent, view, read_form(sent, view))
    if not sent.get("anyway") and (found := await told(db, viewer, view, raw)):
        return await record_form(request, db, viewer, view, None, raw, duplicates=found)
    try:
        record = await create_record(db, viewer, view, settled(view, raw))
    except Invalid as invalid:
        await db.rollback()
        await db.begin_again()
        return await record_form(request, db, viewer, view, None, raw, invalid.errors)
    return redirect(request, _back(request) or f"/f/{form}/{record.id}", notice=Notice(_("Saved.")))


@get("/f/{form:str}/{record:str}/edit", **needs(MEMBER))
async def edit(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show a record's form; `?stage=lost` asks only what belongs to ending it so."""
    view = await view_form(db, viewer, form, "update")
    found = await get_record(db, viewer, view, as_uuid(record))
    stage = request.query_params.get("stage", "")
    if stage in asked_by_stage(view):
        return await record_form(request, db, viewer, view, found, inputs(view, found), stage=stage)
    return await record_form(request, db, viewer, view, found, inputs(view, found))


@post("/f/{form:str}/{record:str}", **needs(MEMBER))
async def update(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Change what was touched of a record; when somebody else did meanwhile, show both and let the person decide."""
    view = await view_form(db, viewer, form, "update")
    id = as_uuid(record)
    sent = await request.form()
    was = read_digests(sent.get("_was"))
    raw = touched(view, with_words(sent, view, read_form(sent, view)), was)
    version = str(sent.get("version") or "")
    wanted = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        saved = await update_record(db, viewer, view, id, settled(view, raw), version=wanted)
    except (Invalid, RecordChanged) as refused:
        await db.rollback()
        await db.begin_again()
        found = await get_record(db, viewer, view, id)
        errors = refused.errors if isinstance(refused, Invalid) else {}
        conflict = await conflict_with(db, viewer, view, found, raw) if isinstance(refused, RecordChanged) else None
        given = merged(view, inputs(view, found), raw, was)
        return await record_form(request, db, viewer, view, found, given, errors, conflict)
    return redirect(request, _back(request) or f"/f/{form}/{record}", notice=_said(request, view, saved, sent))


def _said(request: AnyRequest, view: FormView, saved: Record, sent: FormMultiDict) -> Notice:
    """Say that a record was saved; what one button changed can be taken back to what it was before."""
    name, before = str(sent.get("undo_field") or ""), str(sent.get("undo_value") or "")[:100]
    field = view.by_name.get(name)
    if field is None or name not in sent or name not in saved.values or view.masks(field):
        return Notice(_("Saved."))
    value = saved.values[name]
    now = "—" if value is None else option_words(value, field) if field.choices else field.kind.show(value, field)
    said = _("%(field)s is now “%(value)s”.", field=field.text, value=now[:80])
    back = f"?back={target}" if (target := _back(request)) else ""
    return Notice(said, f"/f/{view.name}/{saved.id}{back}", {name: before, "version": str(saved.version)})


async def record_form(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    record: Record | None,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    conflict: Mapping[str, Any] | None = None,
    stage: str = "",
    duplicates: Sequence[Mapping[str, str]] = (),
) -> Response[bytes]:
    """Show a record's form, a new one's without `record`; `values` are as typed, lines as rows of those.

    With a `stage` it asks only what that needs; with `duplicates`, whether a new record is one all the same.
    """
    title = record.title if record else _("New %(form)s", form=view.form.text)
    stages = view.form.settings.get("stages", "")
    asked = [field for field in (*view.fields, OWNER) if may_write(view, field)]
    sections = await sections_asked(db, viewer, view, record, values, errors or {})
    if stage:
        names = asked_by_stage(view)[stage]
        asked = [view.by_name[name] for name in names]
        put = [each for section in sections for each in section["inputs"] if each["name"] in names]
        sections = [{"label": option_words(stage, view.by_name[stages]), "inputs": put}]
    shown = inputs(view, record) if record else {}
    was = {field.name: shown[field.name] for field in asked if field.name in shown}
    return page(
        request,
        "records/edit.html",
        status=409 if conflict or duplicates else 422 if errors else 200,
        title=title,
        view=view,
        record=record,
        sections=sections,
        stage={"name": stages, "value": stage, "before": shown.get(stages, "")} if stage else None,
        shown=",".join(field.name for field in asked),
        was=orjson.dumps(digests_of(view, was)).decode() if record else "",
        errors=errors or {},
        labels={field.name: field.text for field in view.fields},
        computes=_computes(view),
        conflict=conflict,
        found=duplicates,
        told_apart_by=[field.name for field in told_apart_by(view) if field in asked],
        action=f"/f/{view.name}/{record.id}" if record else f"/f/{view.name}",
        back=_back(request),
    )


def _computes(view: FormView) -> bool:
    """Tell whether anything of a record, or of its lines, follows from what is typed."""
    lines = [view.other(field.options["form"]) for field in view.fields if "lines" in field.options]
    return any("formula" in field.options for each in (view, *lines) if each for field in each.fields)


def _copied(view: FormView, name: str) -> bool:
    field = view.by_name.get(name)
    return field is not None and field.kind.writable and not field.unique and not view.masks(field)


def _back(request: AnyRequest) -> str:
    """Give where to go afterwards: a page of this host, or nothing."""
    back = request.query_params.get("back", "")
    return back if (back == "/" or back.startswith("/f/")) and "\\" not in back and ".." not in back else ""

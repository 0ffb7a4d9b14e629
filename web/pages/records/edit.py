"""Write records: new, edit, the conflict when two people edit at once."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.fields.field import Field
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.changes import default_of, derived, may_write
from saas.records.query import RecordChanged, get_record
from saas.records.record import Record
from saas.records.save import create_record, update_record
from saas.records.system import OWNER
from saas.records.titles import titles_of
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.records.show import as_uuid, sections_of
from web.pages.records.typed import as_typed, inputs, read_form


@get("/f/{form:str}/new", **needs(MEMBER))
async def new(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show an empty form, filled in from the address: `?customer=<id>`, or `?copy=<id>` for a copy."""
    view = await view_form(db, viewer, form, "create")
    given: dict[str, Any] = {OWNER.name: viewer.id}
    given |= {f.name: as_typed(f, default_of(f)) for f in view.fields if f.default is not None}
    copied = request.query_params.get("copy")
    if copied:
        source = await get_record(db, viewer, view, as_uuid(copied))
        given |= {k: v for k, v in inputs(view, source, {}).items() if _copied(view, k)}
        for lines in source.lines:
            given[lines] = [{k: v for k, v in row.items() if k != "id"} for row in given[lines]]
    given |= {name: value for name, value in request.query_params.items() if name in view.by_name}
    return await _form(request, db, viewer, view, None, given)


@post("/f/{form:str}", **needs(MEMBER))
async def create(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Create a record and show it."""
    view = await view_form(db, viewer, form, "create")
    raw = read_form(await request.form(), view)
    try:
        record = await create_record(db, viewer, view, raw)
    except Invalid as invalid:
        await db.rollback()
        await db.begin_again()
        return await _form(request, db, viewer, view, None, raw, invalid.errors)
    return redirect(request, _back(request) or f"/f/{form}/{record.id}")


@get("/f/{form:str}/{record:str}/edit", **needs(MEMBER))
async def edit(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show a record's form."""
    view = await view_form(db, viewer, form, "update")
    found = await get_record(db, viewer, view, as_uuid(record))
    return await _form(request, db, viewer, view, found, {})


@post("/f/{form:str}/{record:str}", **needs(MEMBER))
async def update(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Change a record; when somebody else did meanwhile, show both and let the person decide."""
    view = await view_form(db, viewer, form, "update")
    id = as_uuid(record)
    sent = await request.form()
    raw = read_form(sent, view)
    version = str(sent.get("version") or "")
    try:
        await update_record(db, viewer, view, id, raw, version=int(version) if version.isdigit() else None)
    except (Invalid, RecordChanged) as refused:
        await db.rollback()
        await db.begin_again()
        found = await get_record(db, viewer, view, id)
        errors = refused.errors if isinstance(refused, Invalid) else {}
        conflict = await _conflict(db, view, found, raw) if isinstance(refused, RecordChanged) else None
        return await _form(request, db, viewer, view, found, raw, errors, conflict)
    return redirect(request, _back(request) or f"/f/{form}/{record}")


async def _form(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    record: Record | None,
    raw: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    conflict: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    values = inputs(view, record, raw)
    directory = await directory_of(db)
    title = record.title if record else _("New %(form)s", form=view.form.text)
    return page(
        request,
        "records/edit.html",
        status=409 if conflict else 422 if errors else 200,
        title=title,
        view=view,
        record=record,
        sections=[
            section | {"inputs": [await _input(db, viewer, view, f, values, errors or {}, directory) for f in fields]}
            for section, fields in _with_owner(view)
        ],
        shown=",".join(f.name for f in view.fields if view.writes(f)),
        errors=errors or {},
        labels={field.name: field.text for field in view.fields},
        conflict=conflict,
        action=f"/f/{view.name}/{record.id}" if record else f"/f/{view.name}",
        back=_back(request),
    )


def _with_owner(view: FormView) -> list[tuple[dict[str, Any], list[Field]]]:
    """List sections and their fields; who a record belongs to is asked at the end of the first."""
    sections = [(section, list(section["fields"])) for section in sections_of(view)]
    if sections:
        sections[0][1].append(OWNER)
    return sections


async def _input(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    field: Field,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    directory: Directory,
) -> dict[str, Any]:
    """Describe one input as the field macro takes it."""
    value = values.get(field.name)
    value = "" if value is None else value
    writes = may_write(view, field) and not derived(field)
    widget = field.kind.widget if writes else "readonly"
    options = input_options(field)
    if widget == "link":
        options["text"] = (await titles_of(db, viewer, view, field, [value])).get(str(value), "")
    elif widget == "member":
        options["text"] = directory.name(int(value)) if str(value).isdigit() else ""
    elif widget == "subtable":
        options |= await _subtable(db, viewer, view, field, value, errors)
        value = options.pop("rows", [])
    return {
        "label": field.text,
        "name": field.name,
        "widget": widget,
        "value": value,
        "required": field.required,
        "error": errors.get(field.name, ""),
        "help": field.help_text,
        "wide": widget in ("textarea", "subtable"),
        "options": options,
    }


def input_options(field: Field) -> dict[str, Any]:
    """Give what a field's widget needs to know."""
    if field.choices:
        return {"choices": [(choice.key, choice.text) for choice in field.choices.values()]}
    if field.kind.widget == "link":
        return {"href": f"/f/{field.options['form']}/options"}
    if field.kind.widget == "member":
        return {"href": "/people/options"}
    return {"unit": field.options["unit"]} if field.options.get("unit") else {}


async def _subtable(
    db: TenantSession, viewer: Viewer, view: FormView, field: Field, rows: Any, errors: Mapping[str, str]
) -> dict[str, Any]:
    lines = view.other(field.options["form"])
    if lines is None:
        return {}
    columns = []
    rows = [dict(row) for row in rows or []]
    for each in lines.fields:
        if each.kind.widget == "link":
            titles = await titles_of(db, viewer, lines, each, [row.get(each.name) for row in rows])
            for row in rows:
                row[f"{each.name}_text"] = titles.get(str(row.get(each.name)), "")
        if each.name == field.options["lines"] or derived(each) or not lines.writes(each):
            continue
        columns.append(
            {
                "key": each.name,
                "label": each.text,
                "widget": each.kind.widget,
                "numeric": each.kind.numeric,
                "required": each.required,
                "default": "" if each.default is None else as_typed(each, default_of(each)),
                "options": input_options(each),
            }
        )
    broken = {}
    for key, sentence in errors.items():
        name, _dot, rest = key.partition(".")
        if name == field.name and rest:
            n, _dot, column = rest.partition(".")
            broken[int(n), column] = sentence
    return {"rows": rows, "columns": columns, "errors": broken}


async def _conflict(db: TenantSession, view: FormView, found: Record, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Say who changed the record and where their values differ from what was just typed."""
    directory = await directory_of(db)
    differences = []
    for name, typed in raw.items():
        field = view.by_name.get(name)
        if field is None or "lines" in field.options or view.masks(field):
            continue
        try:
            mine = field.kind.read(typed, field)
        except ValueError:
            mine = typed
        theirs = found.values.get(name)
        if mine != theirs and not (mine in (None, "", []) and theirs in (None, "", [])):
            shown = [("—" if v in (None, "", []) else field.kind.show(v, field)) for v in (theirs, mine)]
            differences.append((field.text, *shown))
    return {"who": directory.name(found.updated_by), "at": found.updated_at, "differences": differences}


def _copied(view: FormView, name: str) -> bool:
    field = view.by_name.get(name)
    return field is not None and field.kind.writable and not field.unique and not view.masks(field)


def _back(request: AnyRequest) -> str:
    """Give where to go afterwards: a page of this host, or nothing."""
    back = request.query_params.get("back", "")
    return back if back.startswith("/f/") and "\\" not in back and ".." not in back else ""

"""One record: its fields by section, what belongs to it, what happened to it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from saas.documents.templates import templates_for
from saas.fields.field import Field
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.filling import link_to
from saas.records.history import history_of
from saas.records.query import RecordNotFound, get_record
from saas.records.record import Record, value_of
from saas.records.related import Related, related_to
from saas.records.reveal import reveal as reveal_value
from saas.records.system import OWNER
from saas.records.view import FormView, view_form
from saas.records.writable import may_write
from saas.roles.access import may
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, READ_LOG, needs
from web.page import page
from web.pages.records.cells import cell_of, rows_of
from web.pages.records.timeline import FOLLOW_UP, timeline_of

STRIP = 6
LOST = "lost"
EMPTY: tuple[Any, ...] = (None, [], "")
WAYS = {"mobile": "tel", "email": "mailto"}
"""How an address that was revealed is used."""


@get("/f/{form:str}/{record:str}", **needs(MEMBER))
async def show(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show a record."""
    view = await view_form(db, viewer, form)
    trashed = request.query_params.get("trash") == "1"
    found = await get_record(db, viewer, view, as_uuid(record), trashed=trashed)
    return page(request, "records/show.html", **await shown(db, viewer, view, found))


async def shown(db: TenantSession, viewer: Viewer, view: FormView, record: Record) -> dict[str, Any]:
    """Collect what a record's page shows."""
    trashed = record.deleted_at is not None
    related = [] if trashed else await related_to(db, viewer, view, record)
    directory = await directory_of(db)
    lines = _lines(view, record, directory)
    strip = [] if trashed else strip_of(view)
    return {
        "title": record.title or view.form.text,
        "view": view,
        "record": record,
        "strip": strip,
        "sections": _shown_sections(view, record, lines, strip),
        "stages": stages_of(view, record),
        "related": [_related(each, directory) for each in related if each.view.name != FOLLOW_UP],
        "timeline": timeline_of(await history_of(db, view, record.id), related, directory),
        "cell": lambda field: cell_of(record, field, directory),
        "templates": () if trashed else templates_for(view.name),
        "writes": None if trashed else follow_up_of(view),
        "typed": {},
        "errors": {},
        "lines": lines,
        "reads_log": await may(db, viewer, READ_LOG),
    }


@post("/f/{form:str}/{record:str}/reveal/{field:str}", **needs(MEMBER, act="reveal"), status_code=200)
async def reveal(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], field: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show one protected value in the clear."""
    view = await view_form(db, viewer, form)
    value = await reveal_value(db, viewer, view, as_uuid(record), field)
    way = WAYS.get(view.by_name[field].kind.widget, "")
    back = f"/f/{form}/{record}"
    return page(request, "records/revealed.html", title=view.form.text, value=value or "", way=way, back=back)


def as_uuid(text: str) -> UUID:
    """Read a record's id from an address; anything else is a record that is not there."""
    try:
        return UUID(text)
    except ValueError:
        raise RecordNotFound from None


def sections_of(view: FormView) -> list[dict[str, Any]]:
    """Group a view's fields by section, in order; sections without visible fields are left out."""
    known = [(section["key"], section["label"]) for section in view.form.sections] or [("main", view.form.label)]
    first = known[0][0]
    keys = {key for key, _ in known}
    grouped = []
    for key, label in known:
        fields = [f for f in view.fields if (f.section if f.section in keys else first) == key]
        if fields:
            grouped.append({"key": key, "label": label, "fields": fields})
    return grouped


def strip_of(view: FormView) -> list[Field]:
    """Choose what stands below a record's name: the columns of its form's list, as far as they are seen."""
    settings = view.form.settings
    names = [*settings.get("list", ()), OWNER.name]
    fields = [view.by_name[name] for name in dict.fromkeys(names) if name in view.by_name]
    told = (view.title, view.by_name.get(settings.get("stages", "")))
    return [field for field in fields if field not in told and "lines" not in field.options][:STRIP]


def _shown_sections(
    view: FormView, record: Record, lines: Mapping[str, Any], strip: Sequence[Field]
) -> list[dict[str, Any]]:
    """Part the fields of each section into those that hold something and those that are empty.

    What the stages and the strip say is not said twice; a section that has nothing else to show is left out.
    """
    sections: list[dict[str, Any]] = []
    stages = view.by_name.get(view.form.settings.get("stages", ""))
    for section in sections_of(view):
        told = [field for field in section["fields"] if field not in strip and field is not stages]
        facts = [field for field in told if field.name not in lines]
        empty = [field for field in facts if value_of(record, field) in EMPTY and field.name not in record.trashed]
        if told or not sections:
            sections.append(section | {"facts": [field for field in facts if field not in empty], "empty": empty})
    return sections


def stages_of(view: FormView, record: Record) -> list[dict[str, Any]]:
    """Write the funnel: what lies behind is done, where it stands is now; a stage that ends it may ask for more."""
    field = view.by_name.get(view.form.settings.get("stages", ""))
    if field is None:
        return []
    value = record.values.get(field.name)
    options = [choice for choice in field.choices.values() if not choice.archived or choice.key == value]
    at = next((n for n, choice in enumerate(options) if choice.key == value), -1)
    lost = value == LOST
    items: list[dict[str, Any]] = []
    for n, choice in enumerate(options):
        state = ("lost" if lost else "now") if n == at else "done" if n < at and not lost else ""
        item = {"label": choice.text, "state": state, "value": choice.key}
        if n != at and choice.key in asked_by_stage(view):
            item["href"] = f"/f/{view.name}/{record.id}/edit?stage={quote(choice.key)}"
        items.append(item)
    return items


def asked_by_stage(view: FormView) -> dict[str, list[str]]:
    """Name the fields that are asked when a record comes to a stage that ends it, by the stage's key."""
    asked: Mapping[str, Sequence[str]] = view.form.settings.get("closing", {})
    return {
        stage: fields
        for stage, names in asked.items()
        if (fields := [name for name in names if (field := view.by_name.get(name)) and may_write(view, field)])
    }


def follow_up_of(view: FormView) -> FormView | None:
    """Give the form of follow-ups, where one can be written about a record of this form."""
    other = view.other(FOLLOW_UP)
    return other if other and other.may("create") and link_to(other, view.name) else None


def _lines(view: FormView, record: Record, directory: Directory) -> dict[str, dict[str, Any]]:
    """Write the sub-tables as tables: all columns but the link back."""
    tables = {}
    for field in view.fields:
        lines = view.other(field.options["form"]) if "lines" in field.options else None
        if lines:
            fields = [each for each in lines.fields if each.name != field.options["lines"]]
            rows = rows_of(record.lines[field.name], fields, directory, lambda line: "", None)
            columns = [column | {"card": True} for column in columns_of(fields)]
            tables[field.name] = {"columns": columns, "rows": rows}
    return tables


def _related(related: Related, directory: Directory) -> dict[str, Any]:
    """Write what belongs to a record as a table: the other form's own columns but the link back."""
    view = related.view
    names = [name for name in view.form.settings.get("list", ()) if name != related.link.name]
    fields = [view.by_name[name] for name in names if name in view.by_name][:6]
    rows = rows_of(related.records, fields, directory, lambda record: f"/f/{view.name}/{record.id}", view.title)
    return {"view": view, "link": related.link, "columns": columns_of(fields), "rows": rows, "more": related.more}


def columns_of(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """Describe plain columns for a table."""
    return [{"key": field.name, "label": field.text, "numeric": field.kind.numeric} for field in fields]

"""One record: its fields by section, what belongs to it, what happened to it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from saas.documents.templates import templates_for
from saas.fields.field import Field
from saas.people.directory import Directory, directory_of
from saas.records.history import history_of
from saas.records.query import RecordNotFound, get_record
from saas.records.record import Record
from saas.records.related import Related, related_to
from saas.records.reveal import reveal as reveal_value
from saas.records.view import FormView, view_form
from saas.roles.access import may
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, READ_LOG, needs
from web.page import page
from web.pages.records.cells import cell_of, rows_of
from web.pages.records.timeline import FOLLOW_UP, timeline_of


@get("/f/{form:str}/{record:str}", **needs(MEMBER))
async def show(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show a record."""
    view = await view_form(db, viewer, form)
    trashed = request.query_params.get("trash") == "1"
    found = await get_record(db, viewer, view, as_uuid(record), trashed=trashed)
    related = [] if trashed else await related_to(db, viewer, view, found)
    directory = await directory_of(db)
    return page(
        request,
        "records/show.html",
        title=found.title or view.form.text,
        view=view,
        record=found,
        sections=sections_of(view),
        stages=_stages(view, found),
        related=[_related(each, directory) for each in related if each.view.name != FOLLOW_UP],
        timeline=timeline_of(await history_of(db, view, found.id), related, directory),
        cell=lambda field: cell_of(found, field, directory),
        templates=() if trashed else templates_for(form),
        writes_follow_up=_follow_up(view),
        lines=_lines(view, found, directory),
        reads_log=await may(db, viewer, READ_LOG),
    )


@post("/f/{form:str}/{record:str}/reveal/{field:str}", **needs(MEMBER, act="reveal"), status_code=200)
async def reveal(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], field: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show one protected value in the clear."""
    view = await view_form(db, viewer, form)
    value = await reveal_value(db, viewer, view, as_uuid(record), field)
    return page(request, "records/revealed.html", title=view.form.text, value=value or "", back=f"/f/{form}/{record}")


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


def _stages(view: FormView, record: Record) -> list[dict[str, Any]]:
    """Write the funnel: what lies behind is done, where it stands is now, and a lost deal is lost."""
    field = view.by_name.get(view.form.settings.get("stages", ""))
    if field is None:
        return []
    value = record.values.get(field.name)
    options = [choice for choice in field.choices.values() if not choice.archived or choice.key == value]
    at = next((n for n, choice in enumerate(options) if choice.key == value), -1)
    lost = value == "lost"
    items = []
    for n, choice in enumerate(options):
        if choice.key == "lost" and not lost:
            continue
        state = ("lost" if lost else "now") if n == at else "done" if n < at and not lost else ""
        items.append({"label": choice.text, "state": state, "value": choice.key})
    return items


def _follow_up(view: FormView) -> bool:
    other = view.other("follow_up")
    return view.name == "customer" and other is not None and other.may("create")


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

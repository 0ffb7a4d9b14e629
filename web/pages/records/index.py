"""The list of a form's records."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from saas.fields.field import Field
from saas.kit.ahead import beside
from saas.kit.clock import today
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.records.preferences import preferred_columns
from saas.records.query import Page, list_records
from saas.records.record import Record
from saas.records.totals import Totals, totals_of
from saas.records.view import FormView, view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page
from web.pages.records.cells import Row, rows_of
from web.pages.records.state import SIZES, ListState, shown_columns, sort_step
from web.pages.records.words import chips

MINE = {"and": [{"field": "owner", "op": "any_of", "value": ["me"]}]}


@get("/f/{form:str}", **needs(MEMBER))
async def index(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show a page of a form's list."""
    view = await view_form(db, viewer, form)
    state = ListState.read(request, form)
    names = shown_columns(view, state, await preferred_columns(db, viewer, view))
    fields = [view.by_name[name] for name in names]
    directory = await directory_of(db)
    found = await list_records(db, viewer, view, state.query(names))

    def record_href(record: Record | Row) -> str:
        return f"/f/{form}/{record.id}" + ("?trash=1" if state.trashed else "")

    # PostgreSQL counts while we write the rows.
    totals, rows = await beside(
        totals_of(db, viewer, view, state.query(names), fields),
        lambda: rows_of(found.records, fields, directory, record_href, view.title),
    )
    return page(
        request,
        "records/index.html",
        blocks=("list",),
        title=view.form.text,
        view=view,
        state=state,
        columns=_columns(view, state, fields),
        rows=rows,
        total=totals.records,
        pages=max(1, -(-totals.records // state.size)),
        sizes=[(size, state.href(size=size), size == state.size) for size in SIZES],
        footer=_footer(fields, totals, found),
        chips=chips(view, directory, state),
        quick=_quick(view, state),
        mine=MINE,
        row_href=record_href,
        row_title=lambda row: row.title,
        page_href=lambda n: state.href(page=n),
    )


def _columns(view: FormView, state: ListState, fields: list[Field]) -> list[dict[str, Any]]:
    slots = phone_slots(view, fields)
    columns = []
    for field in fields:
        sort, sorted = sort_step(state, field.name)
        column: dict[str, Any] = {"key": field.name, "label": field.text, "field": field, "numeric": field.kind.numeric}
        if not view.masks(field):
            column |= {"sort_href": state.href(sort=sort), "sorted": sorted}
        if field is view.title:
            column["kind"] = "name"
        if field.name in slots:
            column["slot"] = slots[field.name]
        columns.append(column)
    return columns


def _quick(view: FormView, state: ListState) -> list[dict[str, Any]]:
    """Offer filters to tap: what is due, then each stage and each option that is drawn as a badge."""
    offered: list[tuple[str, dict[str, Any]]] = []
    for field in view.fields:
        if field.options.get("due") and not view.masks(field):
            offered.append((_("Due"), {"field": field.name, "op": "at_most", "value": today().isoformat()}))
    stages = view.by_name.get(view.form.settings.get("stages", ""))
    chosen = [stages] if stages and stages.choices else []
    chosen += [field for field in view.fields if field.choices and field.options.get("badge") and field is not stages]
    for field in chosen:
        if not view.masks(field):
            options = field.offered.values()
            offered += [(c.text, {"field": field.name, "op": "any_of", "value": [c.key]}) for c in options]
    quick = []
    for label, condition in offered:
        tree, current = {"and": [condition]}, state.filter == {"and": [condition]}
        quick.append({"label": label, "href": state.href(filter=None if current else tree), "current": current})
    return quick


def phone_slots(view: FormView, fields: list[Field]) -> dict[str, str]:
    """Choose what a phone shows of a row: the title, a number at its end, a choice below, a date at that end."""
    slots: dict[str, str] = {}

    def take(slot: str, fits: Any) -> None:
        chosen = next((field for field in fields if field.name not in slots and fits(field)), None)
        if chosen:
            slots[chosen.name] = slot

    take("title", lambda field: field is view.title)
    take("end", lambda field: field.kind.numeric)
    take("sub", lambda field: field.name == view.form.settings.get("stages"))
    take("sub", lambda field: "sub" not in slots.values() and (field.choices or field.kind.widget == "link"))
    take("sub-end", lambda field: field.options.get("due"))
    take("sub-end", lambda field: "sub-end" not in slots.values() and "today" in field.kind.operators)
    return slots


def _footer(fields: list[Field], totals: Totals, found: Page) -> dict[str, Any] | None:
    sums = {
        field.name: field.kind.show(total, field)
        for field in fields
        if (total := totals.sums.get(field.name)) is not None
    }
    if not sums or not found.records:
        return None
    first = next((field.name for field in fields if field.name not in sums), "")
    return {first: _("Sum of all %(count)s", count=totals.records)} | sums

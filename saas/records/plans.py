"""How rows of a record table become records: which columns to select for a view, and what of them it may see."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Insert, Select, Update, select

from saas.fields.field import Field
from saas.forms.form import Form
from saas.records.record import Masked, Record, Trashed
from saas.records.seen import TRASHED, is_link, title_of
from saas.records.view import FormView
from tenants.keys import Cipher, KeyUnavailable

SYSTEM_COLUMNS = (
    "id",
    "version",
    "owner_id",
    "department_id",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "deleted_at",
)
FIRST = len(SYSTEM_COLUMNS)


class Plan(NamedTuple):
    """How to select some fields of a view and to read the rows: made once per view and column choice."""

    select: Select[Any]
    names: Sequence[str]
    pick: Callable[[Sequence[Any]], Sequence[Any]]
    masked: Sequence[Field]
    links: Sequence[tuple[str, int]]
    title: int | None


def plan_for(view: FormView, names: Sequence[str] | None = None) -> Plan:
    """Plan the reading of some visible fields, by default all; the title always comes along when it may be seen."""
    wanted = None if names is None else tuple(names)
    return view.keep(("plan", wanted), lambda: _plan(view, _chosen(view, wanted), view.table))


def plan_written(view: FormView, write: Insert | Update) -> Plan:
    """Plan to write a row and to read it back, all visible fields of it, in one statement."""
    return plan_over(view, None, write.returning(*columns_for(view, None)).cte("written"))


def plan_over(view: FormView, names: Sequence[str] | None, source: FromClause) -> Plan:
    """Plan the reading of some visible fields from what has their columns."""
    return _plan(view, _chosen(view, names), source)


def columns_for(view: FormView, names: Sequence[str] | None) -> list[ColumnElement[Any]]:
    """List the columns of a view's table that hold some visible fields, by default all, and what every record has."""
    return [view.table.c[name] for name in (*SYSTEM_COLUMNS, *(field.column for field in _chosen(view, names)))]


def _chosen(view: FormView, names: Sequence[str] | None) -> list[Field]:
    fields = list(view.fields) if names is None else [view.by_name[name] for name in names if name in view.by_name]
    if view.title is not None and view.title not in fields:
        fields.append(view.title)
    return [field for field in fields if field.id > 0 and field.kind.column is not None]


def _plan(view: FormView, fields: Sequence[Field], source: FromClause) -> Plan:
    columns: list[ColumnElement[Any]] = [source.c[name] for name in SYSTEM_COLUMNS]
    places: dict[str, int] = {}
    links: list[tuple[str, int]] = []
    for field in fields:
        places[field.name] = len(columns)
        columns.append(source.c[field.column])
        if is_link(view, field):
            links.append((field.name, len(columns)))
            columns.append(title_of(view, field, source))
    return Plan(
        select(*columns),
        tuple(places),
        _picker(tuple(places.values())),
        [field for field in fields if view.masks(field)],
        links,
        places.get(view.title.name) if view.title else None,
    )


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: [row[at] for at in places]


def read_row(row: Sequence[Any], view: FormView, plan: Plan, cipher: Cipher) -> Record:
    """Make a record of a selected row."""
    values = dict(zip(plan.names, plan.pick(row), strict=True))
    for field in plan.masked:
        value = values[field.name]
        if value is not None:
            text = unseal(value, view.form, field, row[0], cipher) if field.protected else value
            values[field.name] = Masked(field.kind.mask(text))
    titles: dict[str, str] = {}
    trashed: dict[str, Trashed] = {}
    for name, at in plan.links:
        if row[at] is not None and not row[at].startswith(TRASHED):
            titles[name] = row[at]
            continue
        if row[at] is not None:
            trashed[name] = Trashed(values[name], row[at].removeprefix(TRASHED))
        values[name] = None
    title = "" if plan.title is None else str(row[plan.title] or "")
    return Record(*row[:FIRST], title, values, titles, trashed)  # type: ignore[call-arg] # mypy cannot count a slice


def unseal(value: bytes, form: Form, field: Field, record: UUID, cipher: Cipher) -> str:
    """Decrypt a protected value; one that cannot be opened reads as unreadable rather than breaking the page."""
    try:
        return cipher.decrypt(value, form.id, field.id, record.bytes)
    except KeyUnavailable:
        return "\N{REPLACEMENT CHARACTER}"

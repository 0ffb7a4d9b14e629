"""Read records: one, or a list that is filtered, searched, sorted and cut into pages."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from saas.audit.log import log
from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.filters.build import condition, find_field
from saas.kit.errors import Conflict, NotFound, Refusal
from saas.people.viewer import Viewer
from saas.records.record import Record
from saas.records.rows import plan_for, read_row
from saas.records.scope import scope_params
from saas.records.view import FormView
from saas.search.match import matches
from tenants.sessions import TenantSession

LARGEST_PAGE = 500
MOST_SORTS = 3


class RecordNotFound(NotFound):
    """We could not find that record. It may have been deleted, or you may not have access."""

    code = "record_not_found"


class RecordChanged(Conflict):
    """Someone else changed this record while you were editing it. Look at their changes, then decide."""

    code = "version_conflict"


class BadSort(Refusal):
    """Records cannot be sorted by %(name)s."""

    code, status = "bad_sort", 422


class BadCursor(Refusal):
    """This page cursor does not belong to this list. Start from the first page."""

    code, status = "bad_cursor", 422


@dataclass(frozen=True)
class ListQuery:
    """What to list: a filter tree, sort names (`-` for descending), a search, and which page."""

    filter: Mapping[str, Any] | None = None
    sort: tuple[str, ...] = ()
    q: str = ""
    columns: tuple[str, ...] | None = None
    size: int = 50
    offset: int = 0
    after: str = ""
    trashed: bool = False


@dataclass(frozen=True)
class Page:
    """A page of records, the cursor of the next one, and how many there are in all when that was asked."""

    records: list[Record]
    next: str | None
    total: int | None = None


async def list_records(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, *, total: bool = False
) -> Page:
    """List records of this view, and log which ones were read."""
    page = await peek_records(db, viewer, view, query, total=total)
    shown = query.columns if query.columns is not None else [field.name for field in view.fields]
    await log(db, viewer, "list", form=view.name, records=[record.id for record in page.records], fields=shown)
    return page


async def peek_records(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, *, total: bool = False
) -> Page:
    """List records without logging, for acts that log what of them they show."""
    plan = plan_for(view, query.columns)
    params = await scope_params(db, viewer)
    where = rows_wanted(db, view, query)
    keys = sort_keys(view, query.sort)
    size = max(1, min(query.size, LARGEST_PAGE))
    statement = _ordered(plan.select.where(where), view, keys)
    statement = statement.add_columns(*(expression for _, expression, _ in keys))
    if query.after:
        statement = statement.where(_beyond(view, keys, query.after))
    rows = (await db.execute(statement.limit(size + 1).offset(query.offset), params)).all()
    records = [read_row(row, view, plan, db.cipher) for row in rows[:size]]
    more = _cursor(rows[size - 1], keys) if len(rows) > size else None
    count = await count_records(db, viewer, view, query) if total else None
    return Page(records, more, count)


async def count_records(db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery) -> int:
    """Count what a list holds in all."""
    statement = select(func.count()).select_from(view.table).where(rows_wanted(db, view, query))
    return int((await db.execute(statement, await scope_params(db, viewer))).scalar_one())


async def get_record(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, trashed: bool = False) -> Record:
    """Read one record and log it, or raise RecordNotFound."""
    record = await peek_record(db, viewer, view, id, trashed=trashed)
    await log(db, viewer, "read", form=view.name, record=id, fields=record.values)
    return record


async def peek_record(
    db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, trashed: bool = False, action: str = "read"
) -> Record:
    """Read one record without logging, for acts that log themselves; `action` must reach it as reading does."""
    plan = plan_for(view)
    table = view.table
    there = table.c.deleted_at.is_not(None) if trashed else table.c.deleted_at.is_(None)
    scopes = (view.rows(each) for each in dict.fromkeys(("read", action)))
    statement = plan.select.where(table.c.id == id, there, *scopes)
    row = (await db.execute(statement, await scope_params(db, viewer))).one_or_none()
    if row is None:
        raise RecordNotFound
    record = read_row(row, view, plan, db.cipher)
    for field in view.fields:
        if "lines" in field.options and (lines := view.other(field.options["form"])):
            record.lines[field.name] = await lines_of(db, viewer, lines, field, record.id)
    return record


async def lines_of(db: TenantSession, viewer: Viewer, view: FormView, field: Field, parent: UUID) -> list[Record]:
    """Read the rows of a sub-table; who may see the parent may see them."""
    plan = plan_for(view)
    table = view.table
    link = view.form.by_name[field.options["lines"]]
    statement = plan.select.where(table.c[link.column] == parent, table.c.deleted_at.is_(None)).order_by(table.c.id)
    rows = await db.execute(statement, await scope_params(db, viewer))
    return [read_row(row, view, plan, db.cipher) for row in rows]


def rows_wanted(db: TenantSession, view: FormView, query: ListQuery) -> ColumnElement[bool]:
    """Write the whole condition of a list: scope, trash, filter and search."""
    deleted = view.table.c.deleted_at
    parts = [deleted.is_not(None) if query.trashed else deleted.is_(None), view.rows("read")]
    if query.filter:
        parts.append(condition(view, db.cipher, query.filter))
    if query.q.strip():
        parts.append(matches(view, db.cipher, query.q))
    return and_(*parts)


Key = tuple[Field, ColumnElement[Any], bool]


def sort_keys(view: FormView, names: Sequence[str]) -> list[Key]:
    """Read sort names into fields, expressions and directions. Raise BadSort or UnknownField."""
    keys = []
    for name in names[:MOST_SORTS]:
        field = find_field(view, name.removeprefix("-"))
        if field.kind.column is None or view.masks(field):
            raise BadSort(name=field.name)
        column = view.table.c.title_key if field is view.title else view.table.c[field.column]
        expression = column if field is view.title else field.kind.order(column, field)
        keys.append((field, expression, name.startswith("-")))
    return keys


def _ordered(statement: Select[Any], view: FormView, keys: Sequence[Key]) -> Select[Any]:
    orders = [key.desc().nulls_last() if down else key.asc().nulls_last() for _, key, down in keys]
    # Ids are made in the order of time, so that the newest comes first where nothing else decides.
    return statement.order_by(*orders, view.table.c.id.desc())


def _cursor(row: Sequence[Any], keys: Sequence[Key]) -> str:
    names = [("-" if down else "") + field.name for field, _, down in keys]
    values = [_json(value) for value in row[len(row) - len(keys) :]] if keys else []
    return base64.urlsafe_b64encode(orjson.dumps([names, values, str(row[0])])).decode()


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _beyond(view: FormView, keys: Sequence[Key], cursor: str) -> ColumnElement[bool]:
    """Write the condition for rows after a cursor: equal so far, then past it; empty values come last."""
    values, last = _read_cursor(keys, cursor)
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (_, key, down), value in zip(keys, values, strict=True):
        if value is not None:
            past = key < value if down else key > value
            ways.append(and_(*equal, or_(past, key.is_(None))))
        equal.append(key.is_(None) if value is None else key == value)
    ways.append(and_(*equal, view.table.c.id < last))
    return or_(*ways)


def _read_cursor(keys: Sequence[Key], cursor: str) -> tuple[list[Any], UUID]:
    try:
        names, raw, id = orjson.loads(base64.urlsafe_b64decode(cursor))
        if names != [("-" if down else "") + field.name for field, _, down in keys] or len(raw) != len(keys):
            raise BadCursor
        return [_typed(key, value) for (_, key, _), value in zip(keys, raw, strict=True)], UUID(id)
    except (ValueError, TypeError, binascii.Error, Unreadable):
        raise BadCursor from None


def _typed(key: ColumnElement[Any], value: Any) -> Any:
    if value is None:
        return None
    python = key.type.python_type
    return python.fromisoformat(value) if hasattr(python, "fromisoformat") else python(value)

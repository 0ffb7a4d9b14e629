"""Read records: one, or a list that is filtered, searched, sorted and cut into pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, select

from saas.audit.log import log
from saas.fields.field import Field
from saas.filters.build import condition
from saas.kit.clock import today
from saas.kit.errors import Conflict, NotFound
from saas.people.viewer import Viewer
from saas.records.guesses import count_filter, count_search
from saas.records.jobs import index_sort
from saas.records.order import BadCursor as BadCursor
from saas.records.order import Cut, Key, beyond, cursor_at, sort_keys
from saas.records.parts import page_by_part, rows_by_part
from saas.records.plans import plan_for, read_row
from saas.records.record import Record
from saas.records.scope import scope_params
from saas.records.sort_indexes import can_be_indexed, lead_of
from saas.records.using import fields_used
from saas.records.view import FormView
from saas.search.match import matches
from tenants.sessions import TenantSession
from tenants.statements import Recurring, Statement

LARGEST_PAGE = 500


class RecordNotFound(NotFound):
    """We could not find that record. It may have been deleted, or you may not have access."""

    code = "record_not_found"


class RecordChanged(Conflict):
    """Someone else changed this record while you were editing it. Look at their changes, then decide."""

    code = "version_conflict"


Versions: TypeAlias = int | frozenset[int] | None
"""The version of a record that a change is meant for, or some of which it must be one; None means any."""


def is_stale(stored: int, wanted: Versions) -> bool:
    """Tell whether a change is meant for another version than the stored one."""
    if wanted is None:
        return False
    return stored not in wanted if isinstance(wanted, frozenset) else stored != wanted


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
    whole: bool = False
    """Whether `q` may be compared as a whole number; `counted` says."""


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
    ids = [record.id for record in page.records]
    detail = fields_used(view, query.filter, query.q, query.sort)
    await log(db, viewer, "list", form=view.name, records=ids, fields=shown, detail=detail)
    return page


async def peek_records(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, *, total: bool = False
) -> Page:
    """List records without logging, for acts that log what of them they show."""
    query = await counted(db, viewer, view, query)
    plan, size = plan_for(view, query.columns), page_size(query)
    # A filter's "this month" is settled when its statement is made: none outlives its day.
    params = await scope_params(db, viewer)
    departments = len(params["_tree"])
    asked = ("list", repr(query), departments, today())
    listing = view.keep(asked, lambda: _listing(db, view, query, departments))
    rows = await listing.statement.fetch(db, params)
    records = [read_row(row, view, plan, db.cipher) for row in rows[:size]]
    more = cursor_at(rows[size - 1], listing.keys) if len(rows) > size else None
    count = await count_records(db, viewer, view, query) if total else None
    return Page(records, more, count)


def page_size(query: ListQuery) -> int:
    """Tell how many records a page holds."""
    return max(1, min(query.size, LARGEST_PAGE))


class _Listing(NamedTuple):
    """A list's statement and what it is sorted by."""

    statement: Recurring
    keys: Sequence[Key]


def _listing(db: TenantSession, view: FormView, query: ListQuery, departments: int) -> _Listing:
    keys = sort_keys(view, query.sort)
    if view.form.indexed and can_be_indexed(keys):
        view.keep(("sorted", query.sort, departments, today()), lambda: _tell_of_use(db, view, keys, departments))
    asked = rows_asked_for(db, view, query)
    if query.after:
        asked = and_(asked, beyond(view, keys, query.after))
    cut = Cut(page_size(query) + 1, query.offset)
    return _Listing(Recurring(page_by_part(view, asked, query.columns, keys, cut, departments)), keys)


def _tell_of_use(db: TenantSession, view: FormView, keys: Sequence[Key], departments: int) -> bool:
    """Ask, once a day, for an index that fits an order."""
    sort, lead = ",".join(key.name for key in keys), lead_of(view.access.scope("read"), departments)
    db.defer(index_sort(form=view.form.id, sort=sort, lead=lead, lock=f"forms.tune:{db.company.id}:{view.form.id}"))
    return True


async def count_records(db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery) -> int:
    """Count what a list holds in all."""
    return int((await sum_up(db, viewer, view, query, ()))[0])


async def sum_up(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, fields: Sequence[Field]
) -> Sequence[Any]:
    """Count what a list holds in all and add up some of its columns: the count, then the sums."""
    query = await counted(db, viewer, view, query)
    params = await scope_params(db, viewer)
    departments = len(params["_tree"])

    def counting() -> Recurring:
        columns = [view.table.c[field.column] for field in fields]
        rows = rows_by_part(view, rows_asked_for(db, view, query), columns, departments)
        return Recurring(select(func.count(), *(func.sum(rows.c[column.name]) for column in columns)).select_from(rows))

    same = repr(replace(query, sort=(), columns=None, offset=0, after=""))
    asked = ("sums", same, tuple(field.name for field in fields), departments, today())
    return (await view.keep(asked, counting).fetch(db, params))[0]


async def get_record(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, trashed: bool = False) -> Record:
    """Read one record and log it, or raise RecordNotFound."""
    record = await peek_record(db, viewer, view, id, trashed=trashed)
    await log(db, viewer, "read", form=view.name, record=id, fields=record.values)
    return record


async def peek_record(
    db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, trashed: bool = False, action: str = "read"
) -> Record:
    """Read one record without logging, for acts that log themselves; `action` must reach it as reading does."""
    statement = view.keep(("one", trashed, action), lambda: _one(view, trashed, action))
    rows = await db.fetch(statement, await scope_params(db, viewer) | {"_id": id})
    if not rows:
        raise RecordNotFound
    return await with_lines(db, viewer, view, read_row(rows[0], view, plan_for(view), db.cipher))


def _one(view: FormView, trashed: bool, action: str) -> Statement:
    deleted = view.table.c.deleted_at
    there = deleted.is_not(None) if trashed else deleted.is_(None)
    scopes = (view.rows(each) for each in dict.fromkeys(("read", action)))
    return Statement(plan_for(view).select.where(view.table.c.id == bindparam("_id"), there, *scopes))


async def with_lines(db: TenantSession, viewer: Viewer, view: FormView, record: Record) -> Record:
    """Add the sub-tables' rows to a record."""
    for field in view.fields:
        if "lines" in field.options and (lines := view.other(field.options["form"])):
            record.lines[field.name] = await lines_of(db, viewer, lines, field, record.id)
    return record


async def lines_of(db: TenantSession, viewer: Viewer, view: FormView, field: Field, parent: UUID) -> list[Record]:
    """Read the rows of a sub-table; who may see the parent may see them."""
    statement = view.keep(("lines", field.options["lines"]), lambda: _lines(view, field.options["lines"]))
    rows = await db.fetch(statement, await scope_params(db, viewer) | {"_parent": parent})
    return [read_row(row, view, plan_for(view), db.cipher) for row in rows]


def _lines(view: FormView, link: str) -> Statement:
    table = view.table
    parent = table.c[view.form.by_name[link].column] == bindparam("_parent")
    return Statement(plan_for(view).select.where(parent, table.c.deleted_at.is_(None)).order_by(table.c.id))


async def counted(db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery) -> ListQuery:
    """Count what a list asks about protected values, before `rows_wanted`; raise MatchQuotaReached."""
    await count_filter(db, viewer, view, query.filter)
    return replace(query, whole=await count_search(db, viewer, [view], query.q)) if query.q else query


def rows_wanted(db: TenantSession, view: FormView, query: ListQuery) -> ColumnElement[bool]:
    """Write the whole condition of a list: scope, trash, filter and search."""
    return and_(rows_asked_for(db, view, query), view.rows("read"))


def rows_asked_for(db: TenantSession, view: FormView, query: ListQuery) -> ColumnElement[bool]:
    """Write the condition of a list without its viewer's scope, for `saas.records.parts`, which adds that in parts."""
    deleted = view.table.c.deleted_at
    asked: list[ColumnElement[bool]] = [deleted.is_not(None) if query.trashed else deleted.is_(None)]
    if query.filter:
        asked.append(condition(view, db.cipher, query.filter))
    if query.q.strip():
        asked.append(matches(view, db.cipher, query.q, whole=query.whole))
    return and_(*asked)

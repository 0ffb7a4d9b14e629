"""Read records: one, or a list that is filtered, searched, sorted and cut into pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, bindparam, func, literal_column, select, true, union_all

from saas.audit.log import log
from saas.fields.field import Field
from saas.filters.build import condition
from saas.kit.clock import today
from saas.kit.errors import Conflict, NotFound
from saas.people.viewer import Viewer
from saas.records.guesses import count_filter, count_search
from saas.records.jobs import index_sort
from saas.records.order import BadCursor as BadCursor
from saas.records.order import Key, beyond, cursor_at, page_of, sort_keys
from saas.records.plans import plan_for, read_row
from saas.records.record import Record
from saas.records.scope import scope_params, scope_parts
from saas.records.sort_indexes import can_be_indexed
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
    await log(db, viewer, "list", form=view.name, records=[record.id for record in page.records], fields=shown)
    return page


async def peek_records(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, *, total: bool = False
) -> Page:
    """List records without logging, for acts that log what of them they show."""
    query = await counted(db, viewer, view, query)
    plan, size = plan_for(view, query.columns), page_size(query)
    # A filter's "this month" is settled when its statement is made: none outlives its day.
    listing = view.keep(("list", repr(query), today()), lambda: _listing(db, view, query))
    rows = await listing.statement.fetch(db, await scope_params(db, viewer))
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


def _listing(db: TenantSession, view: FormView, query: ListQuery) -> _Listing:
    keys = sort_keys(view, query.sort)
    if view.form.indexed and can_be_indexed(keys):
        view.keep(("sorted", query.sort, today()), lambda: _tell_of_use(db, view, keys))
    statement = plan_for(view, query.columns).select.where(rows_wanted(db, view, query))
    if query.after:
        statement = statement.where(beyond(view, keys, query.after))
    return _Listing(Recurring(page_of(statement, view, keys, page_size(query) + 1, query.offset)), keys)


def _tell_of_use(db: TenantSession, view: FormView, keys: Sequence[Key]) -> bool:
    """Ask, once a day, for an index that fits an order."""
    own = view.access.scope("read") == "own"
    sort = ",".join(key.name for key in keys)
    db.defer(index_sort(form=view.form.id, sort=sort, own=own, lock=f"forms.tune:{db.company.id}:{view.form.id}"))
    return True


async def count_records(db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery) -> int:
    """Count what a list holds in all."""
    return int((await sum_up(db, viewer, view, query, ()))[0])


async def sum_up(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, fields: Sequence[Field]
) -> Sequence[Any]:
    """Count what a list holds in all and add up some of its columns: the count, then the sums."""
    query = await counted(db, viewer, view, query)

    def counting() -> Recurring:
        rows = rows_by_part(db, view, query, [view.table.c[field.column] for field in fields])
        return Recurring(select(func.count(), *(func.sum(rows.c[field.column]) for field in fields)).select_from(rows))

    asked = (
        "sums",
        repr(query.filter),
        query.q,
        query.whole,
        query.trashed,
        tuple(field.name for field in fields),
        today(),
    )
    return (await view.keep(asked, counting).fetch(db, await scope_params(db, viewer)))[0]


def rows_by_part(
    db: TenantSession, view: FormView, query: ListQuery, columns: Sequence[ColumnElement[Any]]
) -> Subquery:
    """Select columns of the rows that a list holds; in a big table part by part, as an index leads to each."""
    parts = scope_parts(view.table, view.access.scope("read")) if view.form.indexed else [true()]
    rows = select(*columns or [literal_column("1")]).select_from(view.table).where(rows_wanted(db, view, query))
    return union_all(*map(rows.where, parts)).subquery()


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
    deleted = view.table.c.deleted_at
    parts = [deleted.is_not(None) if query.trashed else deleted.is_(None), view.rows("read")]
    if query.filter:
        parts.append(condition(view, db.cipher, query.filter))
    if query.q.strip():
        parts.append(matches(view, db.cipher, query.q, whole=query.whole))
    return and_(*parts)

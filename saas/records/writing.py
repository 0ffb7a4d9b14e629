"""The statements that write one row and read it back as its viewer may see it, compiled once per view."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Insert, Update, bindparam, insert, update
from sqlalchemy.exc import DataError, IntegrityError

from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.plans import Plan, plan_for, plan_written, read_row
from saas.records.query import RecordNotFound
from saas.records.record import Record
from saas.records.scope import scope_params
from saas.records.unique import count_unique
from saas.records.view import FormView
from tenants.sessions import TenantSession
from tenants.statements import Statement

UNREAD = ("search_text", "title_key")  # What a save computes anew and never compares.


class _Write(NamedTuple):
    statement: Statement
    plan: Plan
    columns: Sequence[str]


class Locked(NamedTuple):
    """A row that nobody else can change before we do: its columns as stored, and the record as the viewer sees it."""

    stored: Mapping[str, Any]
    record: Record


async def lock_row(db: TenantSession, viewer: Viewer, view: FormView, id: UUID) -> Locked:
    """Take a row to update it, or raise RecordNotFound."""
    columns = [column.name for column in view.table.c if column.name not in UNREAD]
    statement = view.keep("lock", lambda: _locking(view, columns))
    rows = await db.fetch(statement, await scope_params(db, viewer) | {"_id": id})
    if not rows:
        raise RecordNotFound
    stored = dict(zip(columns, rows[0][-len(columns) :], strict=True))
    return Locked(stored, read_row(rows[0], view, plan_for(view), db.cipher))


async def insert_row(db: TenantSession, viewer: Viewer, view: FormView, row: Mapping[str, Any]) -> Record:
    """Write a new row; columns that are not given are empty. Raise Invalid when a unique value is taken."""
    return await _write(db, viewer, view, view.keep("insert", lambda: _inserting(view)), row)


async def update_row(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, row: Mapping[str, Any]) -> Record:
    """Write some columns of a locked row. Raise Invalid when a unique value is taken."""
    columns = tuple(row)
    write = view.keep(("update", columns), lambda: _updating(view, columns))
    return await _write(db, viewer, view, write, row, _id=id)


def _locking(view: FormView, columns: Sequence[str]) -> Statement:
    table, plan = view.table, plan_for(view)
    mine = (table.c.id == bindparam("_id"), table.c.deleted_at.is_(None), view.rows("update"), view.rows("read"))
    wanted = plan.select.add_columns(*(table.c[name] for name in columns)).where(*mine)
    return Statement(wanted.with_for_update(of=table))


def _inserting(view: FormView) -> _Write:
    columns = [column.name for column in view.table.c]
    return _writing(view, insert(view.table), columns)


def _updating(view: FormView, columns: Sequence[str]) -> _Write:
    return _writing(view, update(view.table).where(view.table.c.id == bindparam("_id")), columns)


def _writing(view: FormView, write: Insert | Update, columns: Sequence[str]) -> _Write:
    values = {name: bindparam(f"_{name}", type_=view.table.c[name].type) for name in columns}
    plan = plan_written(view, write.values(values))
    return _Write(Statement(plan.select), plan, columns)


async def _write(
    db: TenantSession, viewer: Viewer, view: FormView, write: _Write, row: Mapping[str, Any], **more: Any
) -> Record:
    await count_unique(db, viewer, view, row)
    parameters = {f"_{name}": row.get(name) for name in write.columns} | more
    try:
        (written,) = await db.fetch(write.statement, await scope_params(db, viewer) | parameters)
    except IntegrityError as error:
        raise _explained(view, error) from None
    except DataError:
        # Whatever the kinds let through and no column holds is the sender's mistake, not ours.
        raise Invalid({"": _("A value is too large to be stored.")}) from None
    return read_row(written, view, write.plan, db.cipher)


def _explained(view: FormView, error: IntegrityError) -> Exception:
    """Turn a broken unique index into a sentence beside its field."""
    if isinstance(error.orig, UniqueViolation):
        broken = error.orig.diag.constraint_name or ""
        for field in view.form.fields:
            if f"_{field.column}_" in broken:
                name = field.name if field in view.fields else ""
                return Invalid({name: _("Another record already has this value.")})
    return error

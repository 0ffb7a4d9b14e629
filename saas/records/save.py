"""Write records. One pipeline for everybody, in one transaction: check, encrypt, write, history, operation log."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas.fields.field import Field
from saas.formulas.compute import compute
from saas.kit.clock import now
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.changes import Values, read_values
from saas.records.history import remember_and_log
from saas.records.ids import new_id
from saas.records.keeping import keep_up
from saas.records.lines import save_lines
from saas.records.query import RecordChanged, with_lines
from saas.records.record import Record
from saas.records.rows import to_columns, to_history
from saas.records.serials import next_serial
from saas.records.system import OWNER
from saas.records.view import FormView
from saas.records.writing import insert_row, lock_row, update_row
from tenants.sessions import TenantSession


async def create_record(
    db: TenantSession, viewer: Viewer, view: FormView, raw: Mapping[str, Any], *, via: str = "created"
) -> Record:
    """Create a record from raw values by field name. Raise Forbidden or Invalid."""
    view.require("create")
    values = await read_values(db, viewer, view, raw)
    values.setdefault(view.form.title, None)
    lines = await save_lines(db, viewer, view, raw, None)
    for field in view.form.fields:
        if field.kind.name == "serial":
            values[field] = await next_serial(db, field)
    compute(view.form, values, lines.sums())
    id, moment = new_id(), now()
    row = to_columns(view.form, db.cipher, id, values)
    row |= await _ownership(db, viewer, values)
    row |= {"id": id, "version": 1, "created_at": moment, "created_by": viewer.id or None}
    row |= {"updated_at": moment, "updated_by": viewer.id or None}
    record = await insert_row(db, viewer, view, row)
    await lines.write(db, viewer, id)
    await keep_up(db, view, values)
    given = [field.name for field, value in values.items() if value is not None]
    await remember_and_log(db, viewer, view, id, 1, via, act="create", fields=given)
    return await with_lines(db, viewer, view, record)


async def update_record(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    id: UUID,
    raw: Mapping[str, Any],
    *,
    version: int | None,
) -> Record:
    """Change some of a record's values. Raise RecordNotFound, RecordChanged when `version` is old, Invalid."""
    view.require("update")
    stored, current = await lock_row(db, viewer, view, id)
    if version is not None and stored["version"] != version:
        raise RecordChanged
    await with_lines(db, viewer, view, current)
    values = await read_values(db, viewer, view, raw, current=current)
    lines = await save_lines(db, viewer, view, raw, current)
    compute(view.form, values, lines.sums(), stored)
    row = to_columns(view.form, db.cipher, id, values)
    changes = _changes(viewer, view, values, stored, row)
    if not changes and not lines.changed:
        return current
    if OWNER in values and values[OWNER] != stored["owner_id"]:
        row |= await _ownership(db, viewer, values)
    row |= {"version": stored["version"] + 1, "updated_at": now(), "updated_by": viewer.id or None}
    record = await update_row(db, viewer, view, id, row)
    await lines.write(db, viewer, id)
    await keep_up(db, view, values, stored)
    pairs = {str(field.id): pair for field, pair in changes.items()}
    names = [*(field.name for field in changes), *lines.names]
    await remember_and_log(db, viewer, view, id, row["version"], "updated", act="update", fields=names, changes=pairs)
    return await with_lines(db, viewer, view, record)


def _changes(
    viewer: Viewer,
    view: FormView,
    values: Values,
    stored: Mapping[str, Any],
    row: Mapping[str, Any],
) -> dict[Field, list[Any]]:
    """Compare with what is stored and write old and new for the history."""
    changes = {}
    for field, value in values.items():
        if field.kind.column is None:
            continue
        if field.protected:
            old, new = stored[f"{field.column}_i"], row[f"{field.column}_i"]
            if not (viewer.via == "job" and view.reveals(field)):
                # Whether a guess was right must show nowhere, not even in a version that stays the same.
                old = None if new else old
        else:
            old, new = stored[field.column], value
        if old != new:
            before = stored[field.column]
            changes[field] = [to_history(field, before, stored), to_history(field, value, row)]
    return changes


async def _ownership(db: TenantSession, viewer: Viewer, values: Values) -> dict[str, Any]:
    """Give a record to its owner, by default the one who makes it, and to the owner's department."""
    owner = values.get(OWNER) or viewer.id or None
    member = (await directory_of(db)).members.get(owner or 0)
    return {"owner_id": owner, "department_id": member.department_id if member else None}

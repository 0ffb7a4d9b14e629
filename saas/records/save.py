"""Write records. One pipeline for everybody, in one transaction: check, encrypt, write, history, operation log."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas.formulas.compute import compute
from saas.kit.clock import now
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.changes import Values, read_values
from saas.records.comparing import changed_columns
from saas.records.history import remember_and_log
from saas.records.ids import new_id
from saas.records.keeping import keep_up
from saas.records.lines import lock_lines, save_lines
from saas.records.query import RecordChanged, Versions, is_stale, with_lines
from saas.records.record import Record
from saas.records.rows import to_columns
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
    lines = await save_lines(db, viewer, view, raw, {})
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
    version: Versions,
) -> Record:
    """Change some of a record's values. Raise RecordNotFound, RecordChanged when `version` is old, Invalid."""
    view.require("update")
    stored, current = await lock_row(db, viewer, view, id)
    if is_stale(stored["version"], version):
        raise RecordChanged
    before = await lock_lines(db, viewer, view, id)
    current.lines |= {name: held.records for name, held in before.items() if held.view}
    values = await read_values(db, viewer, view, raw, current=current)
    if OWNER in values:
        values[OWNER] = values[OWNER] or viewer.id or None
    lines = await save_lines(db, viewer, view, raw, before)
    if not values and not lines.changed:
        return current
    compute(view.form, values, lines.sums(), stored)
    told = [field for field in values if viewer.via == "job" and view.reveals(field)]
    row, changes = changed_columns(view.form, db.cipher, id, values, stored, told=told)
    if not changes and not lines.changed:
        return current
    if OWNER in changes:
        row |= await _ownership(db, viewer, values)
    row |= {"version": stored["version"] + 1, "updated_at": now(), "updated_by": viewer.id or None}
    record = await update_row(db, viewer, view, id, row)
    await lines.write(db, viewer, id)
    await keep_up(db, view, values, stored)
    pairs = {str(field.id): pair for field, pair in changes.items()} | lines.history()
    names = [*(field.name for field in changes), *lines.names]
    await remember_and_log(db, viewer, view, id, row["version"], "updated", act="update", fields=names, changes=pairs)
    return await with_lines(db, viewer, view, record)


async def _ownership(db: TenantSession, viewer: Viewer, values: Values) -> dict[str, Any]:
    """Give a record to its owner, by default the one who makes it, and to the owner's department."""
    owner = values.get(OWNER) or viewer.id or None
    member = (await directory_of(db)).members.get(owner or 0)
    return {"owner_id": owner, "department_id": member.department_id if member else None}

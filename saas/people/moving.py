"""Let a member's records follow them into another department, or stay: whoever moves the member says which."""

from sqlalchemy import Table, select, update

from saas.audit.log import log
from saas.forms.queries import forms_of
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession


async def move_or_leave(
    db: TenantSession, viewer: Viewer, person_id: int, department_id: int, *, move: bool | None
) -> None:
    """Move a member's records to their new department if `move`; raise Invalid if nobody said and they have any."""
    if move is False:
        return
    tables = [form.table for form in (await forms_of(db)).all if form.parent is None]
    if move is None:
        for table in tables:
            if (await db.execute(select(table.c.id).where(table.c.owner_id == person_id).limit(1))).first():
                raise Invalid({"move_records": _("Choose whether their records move to the new department, too.")})
        return
    moved = sum([await _move(db, table, person_id, department_id) for table in tables])
    await log(db, viewer, "move_records", detail={"person": person_id, "after": department_id, "records": moved})


async def _move(db: TenantSession, table: Table, person_id: int, department_id: int) -> int:
    theirs = table.c.owner_id == person_id, table.c.department_id.is_distinct_from(department_id)
    statement = update(table).where(*theirs).values(department_id=department_id, version=table.c.version + 1)
    return len((await db.execute(statement.returning(table.c.id))).all())

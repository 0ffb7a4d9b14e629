"""Delete to the trash and bring back. A trashed record releases its unique values."""

from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from saas.kit.clock import now
from saas.kit.errors import Conflict
from saas.people.viewer import Viewer
from saas.records.history import remember_and_log
from saas.records.keeping import keep_up_moved
from saas.records.query import RecordChanged, RecordNotFound, Versions, is_stale
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession


class ValueTaken(Conflict):
    """While this record was in the trash, another one took its unique value. Change that one first, then restore."""

    code = "unique_value_taken"


async def trash_record(
    db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, version: Versions = None
) -> None:
    """Move a record to the trash. Raise RecordNotFound or RecordChanged."""
    view.require("delete")
    await _move(db, viewer, view, id, to_trash=True, version=version)


async def restore_record(db: TenantSession, viewer: Viewer, view: FormView, id: UUID) -> None:
    """Bring a record back from the trash. Raise RecordNotFound or ValueTaken."""
    view.require("delete")
    try:
        await _move(db, viewer, view, id, to_trash=False)
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise ValueTaken from None
        raise


async def _move(
    db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, to_trash: bool, version: Versions = None
) -> None:
    table = view.table
    there = table.c.deleted_at.is_(None) if to_trash else table.c.deleted_at.is_not(None)
    query = select(table.c.version).where(table.c.id == id, there, view.rows("delete")).with_for_update()
    stored = (await db.execute(query, await scope_params(db, viewer))).scalar_one_or_none()
    if stored is None:
        raise RecordNotFound
    if is_stale(stored, version):
        raise RecordChanged
    values = {
        "deleted_at": now() if to_trash else None,
        "version": stored + 1,
        "updated_at": now(),
        "updated_by": viewer.id or None,
    }
    await db.execute(update(table).where(table.c.id == id).values(values))
    await keep_up_moved(db, view, [id], gone=to_trash)
    done, act = ("trashed", "delete") if to_trash else ("restored", "restore")
    await remember_and_log(db, viewer, view, id, stored + 1, done, act=act)

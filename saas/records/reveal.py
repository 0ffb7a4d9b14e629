"""Show a protected value in the clear: one click, its own permission, and a line in the log before the value leaves."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from saas.audit.log import Operation, log
from saas.filters.build import find_field
from saas.kit.clock import now
from saas.kit.errors import Forbidden, TooMany
from saas.people.viewer import Viewer
from saas.records.plans import unseal
from saas.records.query import RecordNotFound
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession

DAILY = 500


class RevealQuotaReached(TooMany):
    """You have revealed as many protected values as one person may in a day. Ask your administrator for more."""

    code = "reveal_quota_reached"


async def reveal(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, name: str) -> str | None:
    """Give one protected value in the clear and log that.

    Raise UnknownField, Forbidden, RecordNotFound or RevealQuotaReached.
    """
    field = find_field(view, name)
    if not view.reveals(field):
        raise Forbidden
    revealed = select(func.count()).where(
        Operation.person_id == viewer.id,
        Operation.action == "reveal",
        Operation.at > now() - timedelta(days=1),
    )
    if (await db.execute(revealed)).scalar_one() >= DAILY:
        raise RevealQuotaReached
    table = view.table
    query = select(table.c[field.column]).where(
        table.c.id == id, table.c.deleted_at.is_(None), view.rows("reveal"), view.rows("read")
    )
    row = (await db.execute(query, await scope_params(db, viewer))).one_or_none()
    if row is None:
        raise RecordNotFound
    await log(db, viewer, "reveal", form=view.name, record=id, fields=[field.name])
    return None if row[0] is None else unseal(row[0], view.form, field, id, db.cipher)

"""Show a protected value in the clear: one click, its own permission, and a line in the log before the value leaves."""

from uuid import UUID

from sqlalchemy import select

from saas.audit.log import log
from saas.filters.build import find_field
from saas.kit.errors import Forbidden, TooMany
from saas.people.viewer import Viewer
from saas.records.allowance import Daily, spend
from saas.records.plans import unseal
from saas.records.query import RecordNotFound
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession


class RevealQuotaReached(TooMany):
    """You have revealed as many protected values as one person may in a day. Ask your administrator for more."""

    code = "reveal_quota_reached"


REVEALS = Daily("reveal", 500, RevealQuotaReached)
"""Records of which somebody sees protected values in the clear, one by one or in an export."""


async def reveal(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, name: str) -> str | None:
    """Give one protected value in the clear and log that.

    Raise UnknownField, Forbidden, RecordNotFound or RevealQuotaReached.
    """
    field = find_field(view, name)
    if not view.reveals(field):
        raise Forbidden(act="reveal")
    await spend(db, viewer, REVEALS)
    table = view.table
    query = select(table.c[field.column]).where(
        table.c.id == id, table.c.deleted_at.is_(None), view.rows("reveal"), view.rows("read")
    )
    row = (await db.execute(query, await scope_params(db, viewer))).one_or_none()
    if row is None:
        raise RecordNotFound
    await log(db, viewer, "reveal", form=view.name, record=id, fields=[field.name])
    return None if row[0] is None else unseal(row[0], view.form, field, id, db.cipher)

"""What a viewer may know of records that are only named somewhere, as in the log: that they exist, and a title."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, literal, select

from saas.people.viewer import Viewer
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession


class Known(NamedTuple):
    """A record that the viewer may read; a title that is hidden from them is None."""

    title: str | None
    trashed: bool


async def known_records(db: TenantSession, viewer: Viewer, view: FormView, ids: Iterable[UUID]) -> dict[UUID, Known]:
    """Tell which of these records the viewer may read. It does not log: whoever shows the titles does."""
    table, title = view.table, view.title
    shown = literal(None, Text) if title is None or view.masks(title) else table.c[title.column]
    query = select(table.c.id, shown, table.c.deleted_at.is_not(None))
    query = query.where(table.c.id.in_(list(ids)), view.rows("read"))
    return {row[0]: Known(row[1], row[2]) for row in await db.execute(query, await scope_params(db, viewer))}

"""What a viewer may know of records that are only named somewhere, as in the log: that they exist, and a title."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, cast, literal, null, select, union_all

from saas.people.viewer import Viewer
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession


class Known(NamedTuple):
    """A record that the viewer may read; a title that is hidden from them is None."""

    title: str | None
    trashed: bool


async def known_records(
    db: TenantSession, viewer: Viewer, wanted: Mapping[FormView, Iterable[UUID]]
) -> dict[str, dict[UUID, Known]]:
    """Tell which of these records the viewer may read, by form, in one statement for all forms.

    It does not log: whoever shows the titles does.
    """
    parts = []
    for view, ids in wanted.items():
        table, title = view.table, view.title
        shown = cast(null() if title is None or view.masks(title) else table.c[title.column], Text)
        query = select(literal(view.name), table.c.id, shown, table.c.deleted_at.is_not(None))
        parts.append(query.where(table.c.id.in_(list(ids)), view.rows("read")))
    found: dict[str, dict[UUID, Known]] = {view.name: {} for view in wanted}
    if parts:
        for form, id, text, trashed in await db.execute(union_all(*parts), await scope_params(db, viewer)):
            found[form][id] = Known(text, trashed)
    return found

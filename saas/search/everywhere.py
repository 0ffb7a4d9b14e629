"""Search all forms at once, through what the viewer may see of each, in one statement."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, cast, literal, select, union_all

from saas.audit.log import log
from saas.people.viewer import Viewer
from saas.records.guesses import count_search
from saas.records.scope import scope_params
from saas.records.view import FormView
from saas.search.match import fields_searched, matches
from tenants.sessions import TenantSession


class Hit(NamedTuple):
    """A record that a search found."""

    form: str
    id: UUID
    title: str


async def search_everywhere(
    db: TenantSession, viewer: Viewer, views: Sequence[FormView], typed: str, *, each: int = 5
) -> list[Hit]:
    """Find records of any form, a few of each, and log which were shown."""
    whole = await count_search(db, viewer, views, typed)
    parts = []
    for view in views:
        if view.title is None or view.masks(view.title):
            continue
        table = view.table
        query = select(
            literal(view.name).label("form"), table.c.id, cast(table.c[view.title.column], Text).label("title")
        )
        wanted = matches(view, db.cipher, typed, whole=whole)
        found = query.where(table.c.deleted_at.is_(None), view.rows("read"), wanted)
        parts.append(found.order_by(table.c.id.desc()).limit(each).subquery().select())
    if not parts or not typed.strip():
        return []
    rows = await db.execute(union_all(*parts), await scope_params(db, viewer))
    hits = [Hit(*row) for row in rows]
    searched = {view.name: sorted(names) for view in views if (names := fields_searched(view, typed))}
    await log(db, viewer, "search", records=[hit.id for hit in hits], detail={"searched_in": searched})
    return hits

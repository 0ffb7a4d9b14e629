"""Titles of linked records, through what the viewer may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.audit.log import log
from saas.fields.field import Field
from saas.people.viewer import Viewer
from saas.records.guesses import count_search
from saas.records.scope import scope_params
from saas.records.using import fields_used
from saas.records.view import FormView
from saas.search.match import matches
from tenants.sessions import TenantSession


async def titles_of(
    db: TenantSession, viewer: Viewer, view: FormView, field: Field, values: Iterable[Any]
) -> dict[str, str]:
    """Give the titles of the records that a link field's values point to, by id; what they may not see is absent."""
    other = view.other(field.options["form"])
    ids = {id for value in values if (id := as_id(value))}
    if other is None or other.title is None or other.masks(other.title) or not ids:
        return {}
    table = other.table
    query = select(table.c.id, table.c[other.title.column]).where(table.c.id.in_(ids), other.rows("read"))
    rows = await db.execute(query, await scope_params(db, viewer))
    return {str(id): str(title or "") for id, title in rows}


def as_id(value: Any) -> UUID | None:
    """Read an id, or give None for what is not one."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


async def suggest(
    db: TenantSession, viewer: Viewer, view: FormView, typed: str, *, limit: int = 8
) -> list[tuple[UUID, str]]:
    """Suggest records by what somebody types into a link field, newest first when nothing is typed yet."""
    if view.title is None or view.masks(view.title):
        return []
    table = view.table
    query = select(table.c.id, table.c[view.title.column]).where(table.c.deleted_at.is_(None), view.rows("read"))
    if typed.strip():
        whole = await count_search(db, viewer, [view], typed)
        query = query.where(matches(view, db.cipher, typed, whole=whole))
    rows = (await db.execute(query.order_by(table.c.id.desc()).limit(limit), await scope_params(db, viewer))).all()
    detail = fields_used(view, None, typed)
    await log(
        db, viewer, "suggest", form=view.name, records=[row[0] for row in rows], fields=[view.title.name], detail=detail
    )
    return [(row[0], str(row[1] or "")) for row in rows]

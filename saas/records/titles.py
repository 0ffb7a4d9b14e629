"""Titles of linked records, through what the viewer may see."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from saas.audit.log import log
from saas.fields.field import Field
from saas.people.viewer import Viewer
from saas.records.guesses import count_search
from saas.records.plans import plan_for, read_row
from saas.records.record import Record
from saas.records.scope import scope_params
from saas.records.seen import reads_as
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


NOTES = 2
"""Fields beside a suggested title, by which people of one name are told apart."""
NOTED = frozenset({"link", "text", "choice"})


class Suggested(NamedTuple):
    """Records to choose from, with the fields that tell them apart; `outside` when none was within what was asked."""

    records: list[Record]
    notes: Sequence[Field]
    outside: bool = False


async def suggest(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    typed: str,
    *,
    within: Mapping[Field, UUID] | None = None,
    limit: int = 8,
) -> Suggested:
    """Suggest records by what somebody types into a link field, newest first when nothing is typed yet.

    `within` are links that the records should have; when none has, all are suggested.
    """
    if view.title is None or view.masks(view.title):
        return Suggested([], ())
    notes = _notes(view, within or {})
    names = [view.title.name, *(field.name for field in notes)]
    plan, table = plan_for(view, names), view.table
    query = plan.select.where(table.c.deleted_at.is_(None), view.rows("read"))
    if typed.strip():
        whole = await count_search(db, viewer, [view], typed)
        query = query.where(matches(view, db.cipher, typed, whole=whole))
    query, params = query.order_by(table.c.id.desc()).limit(limit), await scope_params(db, viewer)
    inside = query.where(*(reads_as(view, field) == id for field, id in (within or {}).items()))
    rows = (await db.execute(inside, params)).all()
    outside = bool(within) and not rows
    if outside:
        rows = (await db.execute(query, params)).all()
    records = [read_row(row, view, plan, db.cipher) for row in rows]
    found, detail = [record.id for record in records], fields_used(view, None, typed)
    await log(db, viewer, "suggest", form=view.name, records=found, fields=names, detail=detail)
    return Suggested(records, notes, outside)


def _notes(view: FormView, within: Container[Field]) -> list[Field]:
    listed = [view.by_name[name] for name in view.form.settings.get("list", ()) if name in view.by_name]
    fit = [field for field in listed if field.kind.name in NOTED and not view.masks(field) and field not in within]
    return [field for field in fit if field != view.title and field.id > 0][:NOTES]

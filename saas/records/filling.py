"""What choosing a linked record fills in: a product the name and price of a line, a deal the customer of a quote."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from saas.audit.log import log
from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.people.viewer import Viewer
from saas.records.plans import plan_for, read_row
from saas.records.record import Record, value_of
from saas.records.scope import scope_params
from saas.records.view import FormView
from saas.records.writable import may_write
from tenants.sessions import TenantSession
from tenants.statements import Statement


class Fill(NamedTuple):
    """A field and the field of the linked record that its value comes from; `anew` even if it holds another value."""

    field: Field
    source: Field
    anew: bool


def fills_of(view: FormView, link: Field) -> list[Fill]:
    """List what a link fills: what its option `fills` says, and links to a third form that both forms have."""
    other = view.other(link.options.get("form", ""))
    return view.keep(("fills", link.name), lambda: list(_fills(view, other, link))) if other else []


def _fills(view: FormView, other: FormView, link: Field) -> Iterator[Fill]:
    named: Mapping[str, str] = link.options.get("fills", {})
    for field in view.fields:
        if field == link or not may_write(view, field) or field.kind.column is None:
            continue
        source = other.by_name.get(named[field.name]) if field.name in named else _shared(other, field)
        if source and not other.masks(source):
            yield Fill(field, source, field.name in named)


def _shared(other: FormView, field: Field) -> Field | None:
    return link_to(other, field.options["form"]) if field.kind.name == "link" else None


def link_to(view: FormView, form: str) -> Field | None:
    """Find the link of a form to another form, or None when there is none or there are several."""
    found = [field for field in view.fields if field.kind.name == "link" and field.options["form"] == form]
    return found[0] if len(found) == 1 else None


async def filled_by(
    db: TenantSession, viewer: Viewer, view: FormView, link: Field, target: UUID
) -> dict[Fill, tuple[Any, str]]:
    """Read what a linked record fills in, as far as this person sees it: values, with titles where they are links.

    A record that this person cannot see fills nothing. What the option `fills` names is there without a value too: a
    line that changes its product does not keep the specification of the one before.
    """
    fills = fills_of(view, link)
    other = view.other(link.options.get("form", ""))
    if other is None or not fills:
        return {}
    names = [fill.source.name for fill in fills]
    plan = plan_for(other, names)
    mine = (other.table.c.id == bindparam("_id"), other.table.c.deleted_at.is_(None), other.rows("read"))
    statement = other.keep(("filling", *names), lambda: Statement(plan.select.where(*mine)))
    rows = await db.fetch(statement, await scope_params(db, viewer) | {"_id": target})
    if not rows:
        return {}
    await log(db, viewer, "read", form=other.name, record=target, fields=names)
    found = read_row(rows[0], other, plan, db.cipher)
    read = {
        fill: (_as_read(fill, value_of(found, fill.source)), found.titles.get(fill.source.name, "")) for fill in fills
    }
    return {fill: pair for fill, pair in read.items() if fill.anew or pair[0] is not None}


def _as_read(fill: Fill, value: Any) -> Any:
    """Take a value over from one field into another, or None when that one cannot hold it."""
    if value is not None:
        with suppress(Unreadable):
            return fill.field.kind.read(fill.source.kind.dump(value, fill.source), fill.field)
    return None


async def fill_in(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    raw: Mapping[str, Any],
    values: dict[Field, Any],
    current: Record | None,
) -> None:
    """Add to checked values what their links fill, by the option `fills`, where nothing was sent for it.

    In a new record an empty text counts as nothing; in one that is there it empties the field. What somebody wrote
    before there was a link stays; what came with another one goes.
    """
    for link in [field for field, value in values.items() if value is not None and field.options.get("fills")]:
        for fill, (value, _title) in (await filled_by(db, viewer, view, link, values[link])).items():
            sent = fill.field.name in raw and not (current is None and raw[fill.field.name] in (None, ""))
            if fill.anew and not sent and _gives_way(fill.field, link, value, current):
                values[fill.field] = value


def _gives_way(field: Field, link: Field, value: Any, current: Record | None) -> bool:
    """Tell whether what a record has in a field gives way to what a link fills in, nothing included."""
    if value is None and (current is None or field.required):
        return False
    return current is None or value_of(current, link) is not None or value_of(current, field) is None

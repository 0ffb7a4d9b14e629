"""Values that one form's records keep up to date on another's: a customer's last follow-up.

A field says so in `kept_by`: which form, through which of its links, from which of its fields; `latest` takes the
greatest value of all linked records, `newest` the value that was just written. A new value is a new version of the
record that has it, so that nobody who still looks at the old one overwrites it unwarned.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, Table, Uuid, any_, bindparam, func, not_, or_, select, update

from saas.fields.field import Field
from saas.kit.arrays import Many
from saas.kit.clock import today
from saas.records.changes import Values
from saas.records.view import FormView
from tenants.sessions import TenantSession


class _Kept(NamedTuple):
    """A column that follows `source` of the records whose `link` leads to its row."""

    table: Table
    column: Column[Any]
    link: Field
    source: Field
    own: Table
    latest: bool
    due: bool

    def living(self, target: Any) -> Select[Any]:
        """Select what the living records that are linked to a target say."""
        own = self.own
        told = select(own.c[self.source.column]).where(own.c[self.link.column] == target, own.c.deleted_at.is_(None))
        return told.correlate(self.table)

    def settled(self, living: Select[Any]) -> ColumnElement[Any]:
        """Write what is kept of linked records."""
        if self.latest:
            return living.with_only_columns(func.max(self.own.c[self.source.column])).scalar_subquery()
        return living.order_by(self.own.c.id.desc()).limit(1).scalar_subquery()

    async def set(
        self, db: TenantSession, value: Any, *where: ColumnElement[bool], params: Mapping[str, Any] | None = None
    ) -> None:
        """Write a value where it is new."""
        changed = {self.column: value, self.table.c.version: self.table.c.version + 1}
        statement = update(self.table).where(*where, self.column.is_distinct_from(value)).values(changed)
        await db.execute(statement, params or {})


async def keep_up(db: TenantSession, view: FormView, values: Values, stored: Mapping[str, Any] | None = None) -> None:
    """Bring up what other forms keep from this form's records, after one that was `stored` so was written."""
    for kept in _kept_from(view):
        target, before = _written(kept.link, values, stored)
        value, was = _written(kept.source, values, stored)
        if stored and (target, value) == (before, was):
            continue
        if before is not None and before != target:
            await _left(db, kept, before, was)
        if target is not None:
            await _came(db, kept, target, value, was if before == target else None, new=stored is None)


def _written(field: Field, values: Values, stored: Mapping[str, Any] | None) -> tuple[Any, Any]:
    """Give a field's value as it is now and as it was."""
    was = stored[field.column] if stored else None
    return values.get(field, was), was


async def _left(db: TenantSession, kept: _Kept, target: UUID, was: Any) -> None:
    """Forget on a target what a record said that leads elsewhere now; what people wrote there themselves stays."""
    mine = [] if kept.latest else [kept.column.is_not_distinct_from(was)]
    await kept.set(db, kept.settled(kept.living(target)), kept.table.c.id == target, *mine)


async def _came(db: TenantSession, kept: _Kept, target: UUID, value: Any, was: Any, *, new: bool) -> None:
    """Note on a target what a record says."""
    if kept.latest:
        await kept.set(db, kept.settled(kept.living(target)), kept.table.c.id == target)
    elif value is not None:
        await kept.set(db, value, kept.table.c.id == target)
    elif was is not None:
        await _left(db, kept, target, was)
    elif new and kept.due:
        # What was due is done, and nothing new was agreed.
        await kept.set(db, None, kept.table.c.id == target, kept.column <= today())


async def keep_up_many(db: TenantSession, view: FormView, ids: bytes) -> None:
    """Bring up what other forms keep from this form's records, after many new ones were written at once."""
    for kept in _kept_from(view):
        one_of_them = kept.own.c.id == any_(bindparam("_ids", type_=Many(Uuid())))
        targets = kept.table.c.id.in_(select(kept.own.c[kept.link.column]).where(one_of_them))
        await kept.set(db, kept.settled(kept.living(kept.table.c.id)), targets, params={"_ids": ids})


async def keep_up_moved(db: TenantSession, view: FormView, ids: Sequence[UUID], *, gone: bool) -> None:
    """Bring up what other forms keep, after some of this form's records went to the trash or came back from it."""
    for kept in _kept_from(view):
        own, column = kept.own, kept.column
        theirs = own.c.id == any_(bindparam("_ids", type_=Many(Uuid())))
        link, source = own.c[kept.link.column], own.c[kept.source.column]
        where: list[ColumnElement[bool]] = [kept.table.c.id.in_(select(link).where(theirs))]
        living = kept.living(kept.table.c.id)
        if not kept.latest and gone:
            said = select(own.c.id).where(theirs, link == kept.table.c.id, source.is_not_distinct_from(column))
            where.append(said.correlate(kept.table).exists())
        elif not kept.latest:
            others = kept.settled(living.where(not_(theirs)))
            where.append(or_(column.is_(None), column.is_not_distinct_from(others)))
        await kept.set(db, kept.settled(living), *where, params={"_ids": list(ids)})


def _kept_from(view: FormView) -> Iterator[_Kept]:
    """Walk the fields of other forms that follow this form's records; one whose link or source is gone rests."""
    for form in view.forms.all:
        for field in form.fields:
            kept = field.options.get("kept_by")
            if not kept or kept["form"] != view.name:
                continue
            link, source = (view.form.by_name.get(kept[name]) for name in ("link", "field"))
            if link and source:
                table, latest = form.table, kept["take"] == "latest"
                due = bool(field.options.get("due"))
                yield _Kept(table, table.c[field.column], link, source, view.form.table, latest, due)

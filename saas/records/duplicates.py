"""Records that are likely the same as one that is being typed: of the same name, or with the same number or address.

What a person may not see is told as far as two people must know not to quarrel over a customer: that it is there, and
whose it is. Being told so counts, and is logged (docs/decisions/0026).
"""

from collections.abc import Collection, Mapping
from itertools import compress
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import null, or_, select

from saas.audit.log import log
from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.kit.errors import Invalid, TooMany
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.allowance import Daily, spend
from saas.records.guesses import MATCHES, MatchQuotaReached
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession

SHOWN = 5


class _Row(NamedTuple):
    id: UUID
    seen: bool
    field: Field
    owner: int | None
    title: str


class DuplicateQuotaReached(TooMany):
    """You were told of other people's records as often as one person may in a day."""

    code = "duplicate_quota_reached"


class DuplicateFound(Invalid):
    """There is a record like this already."""

    code, status = "duplicate", 409


TOLD = Daily("duplicate", 200, DuplicateQuotaReached)
"""Records of others that a person is told of."""


class Duplicate(NamedTuple):
    """A record that is likely the same, the field that says so, and whose it is; id and title only where it is seen."""

    field: Field
    owner: str
    id: UUID | None
    title: str

    def sentence(self, view: FormView) -> str:
        """Say that there is such a record and whose it is."""
        said = {"field": self.field.text, "owner": self.owner or _("nobody")}
        if self.title:
            return _("Same %(field)s: %(title)s, owner %(owner)s", title=self.title, **said)
        return _("Same %(field)s: a %(form)s of %(owner)s", form=view.form.text, **said)


def told_apart_by(view: FormView) -> list[Field]:
    """List the fields by which a form's duplicates are told: none where no field is its identity."""
    if not any(field.options.get("identity") and not field.protected for field in view.fields):
        return []
    return [field for field in view.fields if _compared(view, field)]


def _compared(view: FormView, field: Field) -> bool:
    if field.protected:
        return view.reveals(field)
    return bool(field.options.get("identity")) and not view.masks(field)


async def duplicates_of(
    db: TenantSession, viewer: Viewer, view: FormView, raw: Mapping[str, Any], *, but: UUID | None = None
) -> list[Duplicate]:
    """Find records that are likely the same as raw values say, at most five; `but` is the record being edited.

    A comparison with a protected value counts as one by a filter does. Once somebody has been told of enough records
    that they cannot see, they are told only of those that they can.
    """
    fields = {field: wanted for field in told_apart_by(view) if (wanted := _wanted(db, field, raw)) is not None}
    if any(field.protected for field in fields):
        try:
            await spend(db, viewer, MATCHES, for_good=True)
        except MatchQuotaReached:
            fields = {field: wanted for field, wanted in fields.items() if not field.protected}
    if not fields:
        return []
    found = await _found(db, viewer, view, fields, but)
    strangers = sum(not row.seen for row in found)
    if strangers:
        try:
            await spend(db, viewer, TOLD, strangers, for_good=True)
        except DuplicateQuotaReached:
            found = [row for row in found if row.seen]
    if not found:
        return []
    names = dict.fromkeys(row.field.name for row in found)
    await log(db, viewer, "match", form=view.name, records=[row.id for row in found], fields=names)
    directory = await directory_of(db)
    told = (Duplicate(row.field, directory.name(row.owner), row.id if row.seen else None, row.title) for row in found)
    return list(dict.fromkeys(told))  # Of several out of sight that one colleague has, one is enough.


def _wanted(db: TenantSession, field: Field, raw: Mapping[str, Any]) -> Any:
    """Give what the stored column of a value like the typed one holds; None where nothing readable was typed."""
    typed = raw.get(field.name)
    if not isinstance(typed, str) or not typed.strip():
        return None
    try:
        value = field.kind.read(typed, field)
    except Unreadable:
        return None
    if value is None:
        return None
    return db.cipher.blind(field.id, value) if field.protected else field.kind.key(value, field) or None


async def _found(
    db: TenantSession, viewer: Viewer, view: FormView, fields: Mapping[Field, Any], but: UUID | None
) -> list[_Row]:
    """Read the records that have one of the values, those in sight first."""
    table = view.table
    same = [table.c[_column(field)] == wanted for field, wanted in fields.items()]
    title = view.title if view.title and not view.title.protected and not view.masks(view.title) else None
    seen = view.rows("read").label("seen")
    query = select(table.c.id, seen, table.c.owner_id, table.c[title.column] if title else null(), *same)
    query = query.where(table.c.deleted_at.is_(None), or_(*same), *([table.c.id != but] if but else []))
    rows = await db.execute(query.order_by(seen.desc(), table.c.id).limit(SHOWN), await scope_params(db, viewer))
    return [
        _Row(id, bool(readable), next(compress(fields, met)), owner, (named or "") if readable else "")
        for id, readable, owner, named, *met in rows
    ]


def _column(field: Field) -> str:
    return f"{field.column}_i" if field.protected else f"{field.column}_k"


async def told_of(
    db: TenantSession, viewer: Viewer, view: FormView, ids: Collection[UUID]
) -> dict[UUID, tuple[str, str]]:
    """Name those of some records that a person sees, and whose they are: title and owner by id."""
    title = view.title if view.title and not view.title.protected and not view.masks(view.title) else None
    table = view.table
    query = select(table.c.id, table.c.owner_id, table.c[title.column] if title else null())
    query = query.where(table.c.id.in_(ids), table.c.deleted_at.is_(None), view.rows("read"))
    rows = (await db.execute(query, await scope_params(db, viewer))).all() if ids else []
    if rows:
        await log(db, viewer, "match", form=view.name, records=[row[0] for row in rows])
    directory = await directory_of(db)
    return {id: (named or "", directory.name(owner)) for id, owner, named in rows}

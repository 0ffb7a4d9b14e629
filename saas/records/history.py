"""What happened to a record. Protected values are kept as ciphertext and shown masked; hidden fields stay hidden."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Identity, bindparam, func, insert, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from saas.audit.log import COLUMNS as LOG_COLUMNS
from saas.audit.log import TABLE as LOG
from saas.audit.log import log_line
from saas.fields.field import Field
from saas.fields.kind import FieldKind
from saas.kit.clock import now
from saas.people.viewer import Viewer
from saas.records.plans import unseal
from saas.records.record import Masked
from saas.records.view import FormView
from tenants.orm import TenantTable
from tenants.sessions import TenantSession
from tenants.statements import Statement


class HistoryEntry(TenantTable):
    """One change of one record: field id to old and new value, for a sub-table to what happened to its rows."""

    __tablename__ = "record_history"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    form_id: Mapped[int]
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    person_id: Mapped[int | None]
    action: Mapped[str]
    changes: Mapped[dict[str, Any]]


COLUMNS = ("form_id", "record_id", "version", "at", "person_id", "action", "changes")
PAST: Any = HistoryEntry.__table__
_past = insert(PAST).values({name: bindparam(f"h_{name}", type_=PAST.c[name].type) for name in COLUMNS})
ADD = Statement(insert(LOG).inline().add_cte(_past.cte("past")), LOG_COLUMNS)


class Line(NamedTuple):
    """A row of a sub-table that was added, changed or removed."""

    table: Field
    id: UUID
    act: str
    name: str

    @property
    def text(self) -> str:
        """Name it for people."""
        return f"{self.table.text} · {self.name}" if self.name else self.table.text


@dataclass(frozen=True)
class Change:
    """A changed field, of the record or of one of its rows, as a viewer may see it."""

    field: Field
    old: Any
    new: Any
    line: Line | None = None

    @property
    def text(self) -> str:
        """Name for people what changed."""
        return f"{self.line.text} · {self.field.text}" if self.line else self.field.text


@dataclass(frozen=True)
class Event:
    """Something that happened to a record; `left_out` is what of an import's source did not fit into a field."""

    at: datetime
    person_id: int | None
    action: str
    changes: list[Change]
    left_out: list[tuple[Field, str]] = attribute(default_factory=list)


async def remember_and_log(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    record: UUID,
    version: int,
    done: str,
    *,
    act: str,
    fields: Iterable[str] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to a record's history and a line to the operation log: what was `done`, and the act that did it."""
    line = log_line(viewer, act, view.name, record, fields=fields, detail={"version": version})
    entry = _entry(viewer, view.form.id, record, version, done, changes)
    await db.run(ADD, line | {f"h_{name}": value for name, value in entry.items()})


def _entry(
    viewer: Viewer, form_id: int, record: UUID, version: int, action: str, changes: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Write an entry by its columns."""
    return {
        "form_id": form_id,
        "record_id": record,
        "version": version,
        "at": now(),
        "person_id": viewer.id or None,
        "action": action,
        "changes": dict(changes or {}),
    }


async def history_of(db: TenantSession, view: FormView, record: UUID, *, limit: int = 50) -> list[Event]:
    """List what happened to a record that the viewer has already been shown, newest first."""
    query = (
        select(HistoryEntry)
        .where(HistoryEntry.form_id == view.form.id, HistoryEntry.record_id == record)
        .order_by(HistoryEntry.id.desc())
        .limit(limit)
    )
    by_id = {str(field.id): field for field in view.by_name.values()}
    events = []
    for entry in (await db.execute(query)).scalars():
        changes = _changes(db, view, entry)
        left = entry.changes.get("left_out", {}).items()
        left_out = [(by_id[key], _left_out(db, view, by_id[key], record, one)) for key, one in left if key in by_id]
        if entry.changes and not changes and entry.action != "imported":
            continue  # Everything that changed is hidden from this viewer; so is that it changed.
        events.append(Event(entry.at, entry.person_id, entry.action, changes, left_out))
    return events


async def changes_at(
    db: TenantSession, views: Iterable[FormView], places: Iterable[tuple[UUID, int]]
) -> dict[tuple[UUID, int], list[Change]]:
    """Give what changed as records came to certain versions, as the viewer of these views sees it.

    The caller has made sure that they may read the records.
    """
    by_form = {view.form.id: view for view in views}
    query = select(HistoryEntry).where(tuple_(HistoryEntry.record_id, HistoryEntry.version).in_(list(places)))
    found = {}
    for entry in (await db.execute(query)).scalars():
        if view := by_form.get(entry.form_id):
            found[entry.record_id, entry.version] = _changes(db, view, entry)
    return found


def _changes(db: TenantSession, view: FormView, entry: HistoryEntry) -> list[Change]:
    by_id = {str(field.id): field for field in view.by_name.values()}
    found: list[Change] = []
    for field, kept in ((by_id[key], kept) for key, kept in entry.changes.items() if key in by_id):
        if "lines" in field.options:
            found += _line_changes(db, view, field, kept)
        else:
            found.append(_change(db, view, field, entry.record_id, kept))
    return found


def _line_changes(
    db: TenantSession, view: FormView, field: Field, kept: Iterable[Mapping[str, Any]]
) -> Iterator[Change]:
    """Read what happened to rows; a row of which only hidden fields changed did not change for this viewer."""
    other = view.other(field.options["form"])
    if other is None:
        return
    by_id = {str(each.id): each for each in other.fields}
    named = other.title is not None and not other.masks(other.title)
    for each in kept:
        id = UUID(each["line"])
        line = Line(field, id, each["act"], str(each["name"] or "") if named else "")
        for key, pair in each["fields"].items():
            if key in by_id:
                yield _change(db, other, by_id[key], id, pair, line)


def _change(
    db: TenantSession, view: FormView, field: Field, record: UUID, pair: Iterable[Any], line: Line | None = None
) -> Change:
    old, new = (_shown(db, view, field, record, one) for one in pair)
    return Change(field, old, new, line)


def _shown(db: TenantSession, view: FormView, field: Field, record: UUID, stored: Any) -> Any:
    if stored is None:
        return None
    if field.protected:
        text = unseal(base64.b64decode(stored), view.form, field, record, db.cipher)
        return Masked(field.kind.mask(text))
    value = field.kind.load(stored, field)
    return Masked(field.kind.mask(value)) if view.masks(field) else value


def _left_out(db: TenantSession, view: FormView, field: Field, record: UUID, kept: Any) -> str:
    """Open what an import left out; of a field that is masked only the ends are shown, whatever stood there."""
    sealed = isinstance(kept, Mapping)
    text = unseal(base64.b64decode(kept["sealed"]), view.form, field, record, db.cipher) if sealed else str(kept)
    return Masked(FieldKind.mask(field.kind, text)) if view.masks(field) else text

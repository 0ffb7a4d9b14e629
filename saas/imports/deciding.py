"""Decide what becomes of each row: a new record, an update, a duplicate, or nothing, and why."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from saas.fields.field import Field
from saas.imports.choices import Choices
from saas.imports.reading import Chunk, Remark, Row
from saas.imports.sealing import Creations
from saas.kit.i18n import _
from saas.kit.text import fold
from saas.people.directory import Directory
from saas.people.viewer import Viewer
from saas.records.bulk import Match, find_linked, find_matches, find_taken, writable
from saas.records.giving import may_give_to
from saas.records.ids import new_ids
from saas.records.sealing import Owner
from saas.records.system import OWNER
from saas.records.view import FormView
from tenants.sessions import TenantSession


class Update(NamedTuple):
    """A row that adds to a record which is there already."""

    at: int
    row: int
    id: UUID
    looked_up: Mapping[str, Any]
    remarks: Sequence[Remark]


class RowRemark(NamedTuple):
    """What there is to say about one row."""

    row: int
    outcome: str
    reasons: Sequence[Remark]
    record: UUID | None = None
    own: bool = False
    """Whether the record is of this import, so that it is not there before the import has run."""
    title: str = ""


class Decided(NamedTuple):
    """What becomes of a chunk. Updates are not counted yet: whether they change anything is seen when they are made."""

    created: Creations
    updates: list[Update]
    remarks: list[RowRemark]
    counts: Counter[str]


Seen = tuple[bytes, str, int]
"""A row before: the id it was given, its file and its number."""


class Known(NamedTuple):
    """What the database says about the names and keys of a chunk; `matches` has a mapping for each identity field."""

    matches: Sequence[Mapping[str, Match]]
    taken: Mapping[str, set[Any]]
    linked: Mapping[str, Mapping[str, UUID | None]]


def importable(view: FormView) -> list[Field]:
    """List the fields that columns can go to, whose record it is among them."""
    return [*(field for field in view.fields if writable(view, field)), OWNER]


def not_importable(view: FormView) -> list[Field]:
    """List the fields that a viewer sees and no import fills: their columns are not to be taken for others."""
    filled = set(importable(view))
    return [field for field in view.by_name.values() if field not in filled]


def identity_of(view: FormView) -> list[Field]:
    """List the fields by which a duplicate is told."""
    return [field for field in importable(view) if field.options.get("identity")]


def unique_of(view: FormView) -> list[Field]:
    """List the fields whose values must not come twice."""
    return [field for field in importable(view) if field.unique]


class Deciding:
    """Decides chunk by chunk, and remembers which keys the rows before had."""

    def __init__(self, view: FormView, viewer: Viewer, choices: Choices, directory: Directory) -> None:
        self._view, self._viewer, self._choices = view, viewer, choices
        self._identity, self._unique = identity_of(view), unique_of(view)
        self._seen: list[dict[str, Seen]] = [{} for _ in self._identity]
        self._used: defaultdict[str, set[Any]] = defaultdict(set)
        self._members: defaultdict[str, list[int]] = defaultdict(list)
        self._directory, self._tree = directory, set(directory.tree(viewer.department_id))
        for member in directory.active():
            for name in {fold(member.name), fold(member.email)}:
                self._members[name].append(member.id)

    async def decide(self, db: TenantSession, source: str, chunk: Chunk, owner: Owner | None = None) -> Decided:
        """Decide about the next rows; `source` is what their file is called, `owner` whose they are by default."""
        known = await self._look_up(db, chunk)
        mine = owner or (self._viewer.id or None, self._viewer.department_id if self._viewer.id else None)
        decided = Decided(Creations([], b"", mine, {}, {}, {}), [], [], Counter())
        created, ids = decided.created, new_ids(len(chunk.numbers))
        special = self._special(known, chunk)
        for at in range(len(chunk.numbers)):
            if at in special:
                self._one(decided, known, source, at, chunk.row(at), ids[at])
            else:  # As nearly all rows are: a record, and nothing to say about it.
                created.at.append(at)
        for seen, keys in zip(self._seen, chunk.keys, strict=True):
            for at in created.at:
                if at not in special and (key := keys[at]) is not None:
                    seen[key] = ids[at], source, chunk.numbers[at]
        decided.counts["created"] = len(created.at)
        return decided._replace(created=created._replace(ids=b"".join([ids[at] for at in created.at])))

    async def _look_up(self, db: TenantSession, chunk: Chunk) -> Known:
        view, viewer = self._view, self._viewer
        matches: list[Mapping[str, Match]] = []
        for at, field in enumerate(self._identity):
            seen, wanted = self._seen[at], self._choices.duplicates != "create"
            keys = {key for key in chunk.keys[at] if key is not None and key not in seen} if wanted else set()
            matches.append(await find_matches(db, viewer, view, field, keys) if keys else {})
        taken = {}
        for at, field in enumerate(self._unique):
            values = {value for value in chunk.unique[at] if value is not None}
            taken[field.name] = await find_taken(db, view, field, values) if values else set()
        names: defaultdict[str, set[str]] = defaultdict(set)
        for note in chunk.notes.values():
            for name, (text, _column) in note.looked_up.items():
                names[name].add(text)
        linked = {
            name: await find_linked(db, viewer, view, field, texts)
            for name, texts in names.items()
            if (field := view.by_name[name]).kind.looked_up == "records"
        }
        return Known(matches, taken, linked)

    def _special(self, known: Known, chunk: Chunk) -> Collection[int]:
        """Find the rows that need a closer look: all that share a key with another row or a record among them."""
        if self._unique:
            return range(len(chunk.numbers))
        special = set(chunk.notes)
        for seen, matches, keys in zip(self._seen, known.matches, chunk.keys, strict=True):
            times = Counter(keys)
            met = (at for at, key in enumerate(keys) if times[key] > 1 or key in seen or key in matches)
            special.update(at for at in met if keys[at] is not None)
        return special

    def _one(self, decided: Decided, known: Known, source: str, at: int, row: Row, id: bytes) -> None:
        if row.empty:
            self._leave(decided, row, "skipped", [Remark("empty", "", "", _("None of the chosen columns is filled."))])
            return
        looked_up, unknown = self._named(known, row) if row.looked_up else ({}, [])
        remarks = [*row.remarks, *unknown]
        if row.fatal or (unknown and any(self._view.by_name[remark.field].required for remark in unknown)):
            self._leave(decided, row, "rejected", remarks)
            return
        match, twin, own = self._twin(known, row)
        if twin and (self._choices.duplicates == "skip" or not match.updatable):
            record = match.id if match.readable else None
            decided.remarks.append(RowRemark(row.number, "duplicate", [*remarks, twin], record, own))
            decided.counts["duplicate"] += 1
        elif twin:
            decided.updates.append(Update(at, row.number, match.id, looked_up, remarks))
        elif self._unique and (taken := self._taken(known, row)):
            self._leave(decided, row, "rejected", [*remarks, *taken])
        else:
            self._create(decided, source, at, row, id, looked_up, remarks, unknown)

    def _leave(self, decided: Decided, row: Row, outcome: str, remarks: Sequence[Remark]) -> None:
        decided.counts[outcome] += 1
        decided.remarks.append(RowRemark(row.number, outcome, remarks))

    def _create(
        self,
        decided: Decided,
        source: str,
        at: int,
        row: Row,
        id: bytes,
        looked_up: dict[str, Any],
        remarks: Sequence[Remark],
        unknown: Sequence[Remark],
    ) -> None:
        created = decided.created
        created.at.append(at)
        if looked_up or unknown:
            if owner := looked_up.pop(OWNER.name, None):
                created.owners[at] = owner, self._directory.members[owner].department_id
            created.looked_up[at] = looked_up
            created.left_out[at] = {remark.field: remark.text for remark in unknown if remark.field != OWNER.name}
        if remarks:
            decided.remarks.append(RowRemark(row.number, "created", remarks, UUID(bytes=id)))
        for seen, key in zip(self._seen, row.keys, strict=True):
            if key is not None:
                seen.setdefault(key, (id, source, row.number))
        for field, value in zip(self._unique, row.unique, strict=True):
            if value is not None:
                self._used[field.name].add(value)

    def _twin(self, known: Known, row: Row) -> tuple[Match, Remark | None, bool]:
        """Find what the row is a duplicate of: a row before it (then True), or a record."""
        if self._choices.duplicates != "create":
            for field, seen, matches, key in zip(self._identity, self._seen, known.matches, row.keys, strict=True):
                if key is None:
                    continue
                if before := seen.get(key):
                    id, source, number = before
                    said = _("Same as row %(row)s of %(file)s.", row=number, file=source)
                    match = Match(UUID(bytes=id), True, self._view.may("update"))
                    return match, Remark("duplicate", field.name, "", said), True
                if stored := matches.get(key):
                    return stored, Remark("duplicate", field.name, "", _("This record exists already.")), False
        return NO_MATCH, None, False

    def _taken(self, known: Known, row: Row) -> list[Remark]:
        return [
            Remark("taken", field.name, "", _("Another record already has this value."))
            for field, value in zip(self._unique, row.unique, strict=True)
            if value is not None and (value in known.taken[field.name] or value in self._used[field.name])
        ]

    def _named(self, known: Known, row: Row) -> tuple[dict[str, Any], list[Remark]]:
        """Settle the names of people and of other records."""
        values: dict[str, Any] = {}
        unknown = []
        for name, (text, column) in row.looked_up.items():
            field = self._view.by_name[name]
            value: Any
            if field.kind.looked_up == "records":
                value, sentence = _linked(known.linked[name], text)
            else:
                value, sentence = self._person(field, text)
            if value is None:
                unknown.append(Remark("not_found", name, column, sentence, text))
            else:
                values[name] = value
        return values, unknown

    def _person(self, field: Field, text: str) -> tuple[int | None, str]:
        found = self._members.get(fold(text), [])
        if len(found) != 1:
            return None, _("Several people are called so.") if found else _("We could not find that person.")
        member = self._directory.members[found[0]]
        if field is OWNER and not may_give_to(self._view, self._viewer, member, self._tree):
            return None, _("You cannot create records for this person.")
        return member.id, ""


NO_MATCH = Match(UUID(int=0), False, False)


def _linked(found: Mapping[str, UUID | None], text: str) -> tuple[UUID | None, str]:
    """Take the one record of that title."""
    if text not in found:
        return None, _("We could not find that record.")
    return found[text], "" if found[text] else _("Several records are called so.")

"""The rows of the table, worked out before the template: 50 rows of 7 cells are drawn in a third of the time."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from saas.audit.acts import READING, WATCHING
from saas.audit.tell import Told
from saas.kit.i18n import _, listed
from saas.people.directory import Directory
from web.pages.log.times import clock, stamp
from web.pages.records.words import said_changes

NAMED = 2  # Fields named in a row; the rest are counted.
LONGEST = 16  # Characters of a value in a row.
REPEATED = frozenset([*READING, *WATCHING, "reveal", "print", "login", "login_failed"])
"""Acts of which one is like another, so that a row may stand for several. Every change is a row of its own."""


class Time(NamedTuple):
    """One of several lines that a row stands for."""

    at: str
    iso: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the table says: about one line, or the newest of several that are alike."""

    href: str
    iso: str
    at: str
    person: str
    sentence: str
    record: str
    record_href: str
    changes: Sequence[tuple[str, str, str]]
    fields: str
    more: str
    source: str
    ip: str
    n: int | None
    sealed: str
    hash: str
    span: str
    times: Sequence[Time]


def rows_of(lines: Iterable[Told], directory: Directory) -> list[Row]:
    """Work out rows, newest first: what somebody did again and again stands where they did it last."""
    groups: dict[Hashable, list[Told]] = {}
    for line in lines:
        groups.setdefault(_alike(line), []).append(line)
    return [_row(group, directory) for group in groups.values()]


def _alike(told: Told) -> Hashable:
    line = told.entry.line
    if line.action not in REPEATED:
        return line.id
    act = told.sentence if line.action == "refused" else line.action
    return line.person_id, line.person, line.via, line.ip, act, line.form, line.record_id, tuple(told.fields)


def _row(group: list[Told], directory: Directory) -> Row:
    told, first = group[0], group[-1].entry.line
    line, changes = told.entry.line, said_changes(told.changes, directory)[:NAMED]
    named = [label for label in told.fields if label not in {change[0] for change in changes}][: NAMED - len(changes)]
    left = len(told.fields) - len(changes) - len(named)
    record = told.known.title or _("Without a title") if told.known else str(line.record_id or "")[-8:]
    count = len(group)
    return Row(
        href=f"/log/{line.id}",
        iso=line.at.isoformat(),
        at=stamp(line.at),
        person=line.person,
        sentence=told.sentence,
        record=record,
        record_href=record_address(told),
        changes=[(label, _cut(before), _cut(after)) for label, before, after in changes],
        fields=listed(named),
        more=_(" and %(count)s more", count=left) if left > 0 else "",
        source=told.via,
        ip=line.ip,
        n=told.entry.n,
        sealed=_("Sealed as line %(n)s", n=told.entry.n),
        hash=told.entry.hash.hex()[:8] if told.entry.hash else "",
        span=_("%(count)s times since %(first)s", count=count, first=clock(first.at, line.at)) if count > 1 else "",
        times=[_time(each) for each in group] if count > 1 else (),
    )


def _time(told: Told) -> Time:
    line = told.entry.line
    return Time(stamp(line.at), line.at.isoformat(), f"/log/{line.id}")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def record_address(told: Told) -> str:
    """Give the address of the record that a line is about, if its reader may go there."""
    if told.known is None:
        return ""
    return f"/f/{told.entry.line.form}/{told.entry.line.record_id}" + ("?trash=1" if told.known.trashed else "")

"""Put a record's history and its follow-ups into one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from saas.kit.i18n import N_, _, listed
from saas.people.directory import Directory
from saas.records.history import Change, Event, LineChanged
from saas.records.related import Related
from web.pages.records.words import said

FOLLOW_UP = "follow_up"
SAID = {
    "created": N_("created this record"),
    "imported": N_("imported this record"),
    "updated": N_("changed %(count)s fields"),
    "trashed": N_("moved this record to the trash"),
    "restored": N_("restored this record"),
}


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline, in words."""

    at: datetime
    who: str
    what: str
    note: str = ""
    changes: Sequence[tuple[str, str, str]] = field(default=())
    href: str = ""


def timeline_of(events: Sequence[Event], related: Sequence[Related], directory: Directory) -> list[Moment]:
    """List what happened, newest first."""
    moments = [_event(event, directory) for event in events]
    for each in related:
        if each.view.name == FOLLOW_UP:
            moments += [_follow_up(each, record, directory) for record in each.records]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _event(event: Event, directory: Directory) -> Moment:
    changes = [(c.field.text, *_pair(c, directory)) for c in event.changes]
    for line in event.lines:
        changes += _line(line, directory)
    verb = SAID.get(event.action, event.action)
    what = _(verb, count=len(changes)) if "%(count)s" in verb else _(verb)
    left_out = "；".join(f"{field.text} {text}" for field, text in event.left_out)
    note = _("Left out: %(what)s", what=left_out) if left_out else ""
    return Moment(event.at, directory.name(event.person_id) or _("The system"), what, note, changes)


def _pair(change: Change, directory: Directory) -> tuple[str, str]:
    words = (said(value, change.field, directory) or "—" for value in (change.old, change.new))
    return next(words), next(words)


def _line(line: LineChanged, directory: Directory) -> list[tuple[str, str, str]]:
    """Say what happened to a row: its changed fields one by one, all that a new or a removed one holds in one go."""
    name = f"{line.table.text} · {line.name}" if line.name else line.table.text
    pairs = [(change.field.text, *_pair(change, directory)) for change in line.changes]
    if line.act == "changed":
        return [(f"{name} · {label}", old, new) for label, old, new in pairs]
    held = listed(f"{label} {new if line.act == 'added' else old}" for label, old, new in pairs)
    return [(name, "—", held) if line.act == "added" else (name, held, "—")]


def _follow_up(related: Related, record: Any, directory: Directory) -> Moment:
    way = related.view.by_name.get("way")
    choice = way.choices.get(record.values.get("way") or "") if way else None
    at = record.values.get("at") or record.created_at
    return Moment(
        at,
        directory.name(record.owner_id),
        choice.text if choice else _("followed up"),
        note=str(record.values.get("content") or ""),
        href=f"/f/{FOLLOW_UP}/{record.id}",
    )

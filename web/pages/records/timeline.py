"""Put a record's history and its follow-ups into one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from saas.kit.i18n import N_, _
from saas.people.directory import Directory
from saas.records.history import Event
from saas.records.related import Related
from web.pages.records.words import said_changes

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
    changes = said_changes(event.changes, directory)
    verb = SAID.get(event.action, event.action)
    what = _(verb, count=len(changes)) if "%(count)s" in verb else _(verb)
    left_out = "；".join(f"{field.text} {text}" for field, text in event.left_out)
    note = _("Left out: %(what)s", what=left_out) if left_out else ""
    return Moment(event.at, directory.name(event.person_id) or _("The system"), what, note, changes)


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

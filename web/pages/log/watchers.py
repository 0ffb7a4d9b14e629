"""Who has seen a record, in words."""

from dataclasses import dataclass
from datetime import datetime

from saas.audit.details import labelled
from saas.audit.seen import Seen, SeenBy
from saas.kit.i18n import N_, _, listed
from saas.people.directory import Directory
from saas.records.view import FormView

TIMES = {
    "read": N_("viewed %(count)s×"),
    "list": N_("in lists %(count)s×"),
    "print": N_("printed %(count)s×"),
    "export": N_("exported %(count)s×"),
}


@dataclass(frozen=True)
class Watcher:
    """A person, what they did how often, and when last."""

    person_id: int | None
    person: str
    times: str
    last: datetime


def watchers(seen: Seen, view: FormView | None, directory: Directory) -> list[Watcher]:
    """Say who has seen a record, and how."""
    return [
        Watcher(one.person_id, directory.name(one.person_id) or one.person, listed(_times(one, view)), one.last)
        for one in seen.people
    ]


def _times(one: SeenBy, view: FormView | None) -> list[str]:
    words = [_(words, count=one.acts[act]) for act, words in TIMES.items() if one.acts[act]]
    shown = labelled(list(one.revealed), view, view.form) if view else {}
    for name, label in shown.items():
        words.append(_("revealed %(field)s %(count)s×", field=label, count=one.revealed[name]))
    if hidden := sum(count for name, count in one.revealed.items() if name not in shown):
        words.append(_("revealed a value %(count)s×", count=hidden))
    return words

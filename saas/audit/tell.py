"""Tell lines of the log to a reader: in sentences, with today's labels, and with no more than the reader may see.

A field or a form that this reader may not see is not named, and a record they may not read has no title: the right to
read the log is not a right to read what it is about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from saas.audit.acts import ACTS, Act
from saas.audit.details import labelled, tried, used_by
from saas.audit.log import Operation
from saas.audit.read import Entry
from saas.forms.form import Form, FormNotFound
from saas.forms.queries import forms_of
from saas.kit.i18n import N_, _, listed
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.history import Change, changes_at
from saas.records.known import Known, known_records
from saas.records.view import FormView, view_form, visible_forms
from tenants.sessions import TenantSession

VIAS = {"web": N_("Web page"), "api": N_("API"), "job": N_("Background job"), "cli": N_("Command line")}
NUMBERS = ("号", "码", "號", "碼", "umber")


@dataclass(frozen=True)
class Told:
    """A line as one reader may see it: in words, and the names of form and fields as programs call them.

    `used` names fields by what they were used for besides, `changes` are from what to what, and `known` is what the
    reader may know of the record it is about, None if nothing.
    """

    entry: Entry
    act: str
    sentence: str
    via: str
    form: str
    form_name: str | None
    fields: list[str]
    field_names: list[str]
    used: dict[str, list[str]]
    count: int
    changes: list[Change]
    known: Known | None


class _Words(dict[str, str]):
    """What a sentence can name; a word that a line does not have is left out."""

    def __missing__(self, key: str) -> str:
        return ""


async def tell(db: TenantSession, viewer: Viewer, entries: Sequence[Entry]) -> list[Told]:
    """Put lines into words. The caller logs which records' titles the reader was shown: those with `known`."""
    views = await _views(db, viewer, {entry.line.form for entry in entries if entry.line.form})
    named: defaultdict[FormView, set[UUID]] = defaultdict(set)
    for line, _n, _hash in entries:
        if line.record_id and (view := views.get(line.form or "")):
            named[view].add(line.record_id)
    known = await known_records(db, viewer, named)
    changes = await _changes(db, entries, named, known)
    teller = _Teller(views, (await forms_of(db)).by_name, known, changes, await directory_of(db))
    return [teller.tell(entry) for entry in entries]


async def listed_records(
    db: TenantSession, viewer: Viewer, entry: Entry, *, most: int = 200
) -> list[tuple[FormView, UUID, Known]]:
    """Tell which records of a list, `most` at most, the reader may know about. A search lists several forms'."""
    wanted = list((entry.line.record_ids or ())[:most])
    views = await visible_forms(db, viewer) if wanted else []
    known = await known_records(db, viewer, dict.fromkeys(views, wanted))
    return [(view, id, known[view.name][id]) for view in views for id in wanted if id in known[view.name]]


async def _changes(
    db: TenantSession,
    entries: Sequence[Entry],
    views: Iterable[FormView],
    known: Mapping[str, Mapping[UUID, Known]],
) -> dict[tuple[UUID, int], list[Change]]:
    """Look up what changed from what to what, of records that the reader may read."""
    lines = (entry.line for entry in entries if entry.line.action == "update")
    places = {place for line in lines if (place := _place(line)) and place[0] in known.get(line.form or "", {})}
    return await changes_at(db, views, places) if places else {}


def _place(line: Operation) -> tuple[UUID, int] | None:
    """Name the version that a record came to by an act."""
    version = line.detail.get("version") if isinstance(line.detail, dict) else None
    return (line.record_id, version) if line.record_id and type(version) is int else None


async def _views(db: TenantSession, viewer: Viewer, names: set[str]) -> dict[str, FormView | None]:
    views: dict[str, FormView | None] = {}
    for name in names:
        try:
            views[name] = await view_form(db, viewer, name)
        except FormNotFound:
            views[name] = None
    return views


@dataclass(frozen=True)
class _Teller:
    views: Mapping[str, FormView | None]
    forms: Mapping[str, Form]
    known: Mapping[str, Mapping[UUID, Known]]
    changes: Mapping[tuple[UUID, int], list[Change]]
    directory: Directory

    def tell(self, entry: Entry) -> Told:
        line, act = entry.line, ACTS.get(entry.line.action)
        labels = self._fields(line)
        words = self._words(line, labels)
        return Told(
            entry,
            act=_(act.label) if act else line.action,
            sentence=_sentence(act, entry, words),
            via=_(VIAS.get(line.via, line.via)),
            form=words["form"],
            form_name=line.form if line.form not in self.forms or self.views.get(line.form or "") else None,
            fields=list(labels.values()),
            field_names=list(labels),
            used={way: list(names) for way, names in self._used(line).items()},
            count=len(line.record_ids or ()),
            changes=self.changes.get(place, []) if (place := _place(line)) else [],
            known=self.known.get(line.form or "", {}).get(line.record_id) if line.record_id else None,
        )

    def _form(self, name: str) -> str:
        view = self.views.get(name)
        if view:
            return view.form.text
        return _("a form you cannot see") if name in self.forms else name

    def _fields(self, line: Operation) -> dict[str, str]:
        return labelled(list(line.fields or ()), self.views.get(line.form or ""), self.forms.get(line.form or ""))

    def _used(self, line: Operation) -> dict[str, dict[str, str]]:
        return used_by(line, self.views.get(line.form or ""), self.forms.get(line.form or ""))

    def _words(self, line: Operation, labels: Mapping[str, str]) -> _Words:
        detail = line.detail if isinstance(line.detail, dict) else {}
        words = _Words((key, value[:80]) for key, value in detail.items() if isinstance(value, str))
        person = detail.get("person")
        words["person"] = self.directory.name(person) if isinstance(person, int) else str(person or "")
        words["form"], words["count"] = self._form(line.form or ""), str(_count(line))
        fields = self._revealed(line, labels) if line.action == "reveal" else labels.values()
        words["fields"] = listed(fields) or _("a field you cannot see")
        if line.action == "refused":
            act = tried(words["tried"])
            words["tried"] = _("%(act)s (%(form)s)", act=act, form=words["form"]) if line.form else act
        return words

    def _revealed(self, line: Operation, labels: Mapping[str, str]) -> Iterator[str]:
        """Call what was revealed as people do: not the mobile but the mobile number."""
        view = self.views.get(line.form or "")
        for name, label in labels.items():
            field = view.by_name.get(name) if view else None
            number = field and "last_four" in field.kind.operators and not label.endswith(NUMBERS)
            yield _("%(field)s number", field=label) if number else label


def _count(line: Operation) -> int:
    """Count the records that a line lists, or how often it happened."""
    times = line.detail.get("count") if isinstance(line.detail, dict) else None
    return times if line.action == "refused" and isinstance(times, int) else len(line.record_ids or ())


def _sentence(act: Act | None, entry: Entry, words: _Words) -> str:
    if act is None:
        return entry.line.action
    line = entry.line
    several = _count(line) > 1 if line.action == "refused" else line.record_ids is not None
    return _(act.many if act.many and several else act.sentence) % words

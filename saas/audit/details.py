"""What a line notes besides, told to a reader: with words for what it is, and no field or form they may not see."""

from collections.abc import Mapping
from typing import Any

from saas.audit.acts import ACTS, TRIED, WHY
from saas.audit.log import Operation
from saas.audit.read import Entry
from saas.forms.form import Form
from saas.forms.queries import forms_of
from saas.kit.i18n import N_, _, listed
from saas.people.viewer import Viewer
from saas.records.view import FormView, visible_forms
from tenants.sessions import TenantSession

LONGEST = 500
USED = {
    "filtered": N_("Filtered by"),
    "searched": N_("Searched in"),
    "sorted": N_("Sorted by"),
    "grouped": N_("Grouped by"),
    "measured": N_("Computed from"),
}
"""What fields were used for, beyond being shown."""
BY_FORM = {"searched_in": N_("Searched in"), "values": N_("Values shown")}
"""What names fields of several forms, by form."""
LABELS = {
    "tried": N_("What they tried"),
    "why": N_("Why not"),
    "count": N_("How many times"),
    "name": N_("Name"),
    "email": N_("E-mail"),
    "job": N_("Job"),
    "jobs": N_("Job"),
    "format": N_("File type"),
    "clear": N_("Protected values in the clear"),
    "rows": N_("Rows"),
    "files": N_("Files"),
    "duplicates": N_("Duplicates"),
    "records": N_("Records"),
    "before": N_("Before"),
    "after": N_("After"),
    "line": N_("Line of the log"),
    "host": N_("Address"),
    "intact": N_("Intact"),
    "exported_at": N_("Exported at"),
}


def tried(act: str) -> str:
    """Name what was refused."""
    return _(ACTS[act].label if act in ACTS else TRIED.get(act, act))


def used_by(line: Operation, view: FormView | None, form: Form | None) -> dict[str, dict[str, str]]:
    """Label the fields that a question used, by what for and by name: those that the reader may see."""
    detail = line.detail if isinstance(line.detail, dict) else {}
    found = {}
    for way in USED:
        names = detail.get(way)
        shown = labelled([str(name) for name in names], view, form) if isinstance(names, list) else {}
        if shown:
            found[way] = shown
    return found


def labelled(names: list[str], view: FormView | None, form: Form | None) -> dict[str, str]:
    """Label the fields that the reader may see. What is gone keeps its name: there is nothing left to hide."""
    if form is None:
        return {name: name for name in names}
    if view is None:
        return {}
    gone = {name: name for name in names if name not in view.by_name and name not in form.by_name}
    return {name: field.text for name, field in view.by_name.items() if name in names} | gone


async def details_of(db: TenantSession, viewer: Viewer, entry: Entry) -> list[tuple[str, str]]:
    """List what else an act noted about itself, without what names a form or field that the reader may not see."""
    line = entry.line
    forms, views = (await forms_of(db)).by_name, {view.name: view for view in await visible_forms(db, viewer)}
    detail = line.detail if isinstance(line.detail, dict) else {}
    form = line.form or ""
    used = used_by(line, views.get(form), forms.get(form))
    told = [(_(USED[way]), listed(fields.values())) for way, fields in used.items()]
    told += [(_(label), text) for key, label in BY_FORM.items() if (text := _by_form(detail.get(key), views))]
    rest = {key: _text(key, value) for key, value in detail.items() if key not in (*USED, *BY_FORM, "version")}
    hidden = forms.keys() - views.keys()
    labels = {key: views[key].form.text if key in views else _(LABELS.get(key, key)) for key in rest}
    return told + [(labels[key], text[:LONGEST]) for key, text in rest.items() if not hidden & {key, text}]


def _by_form(detail: Any, views: Mapping[str, FormView]) -> str:
    """Name fields of several forms."""
    found = detail if isinstance(detail, dict) else {}
    told = []
    for name, view in views.items():
        names = found.get(name)
        if isinstance(names, list) and (fields := labelled([str(each) for each in names], view, view.form)):
            told.append(_("%(form)s: %(fields)s", form=view.form.text, fields=listed(fields.values())))
    return "; ".join(told)


def _text(key: str, value: Any) -> str:
    if key == "tried":
        return tried(str(value))
    if key == "why":
        return _(WHY.get(str(value), str(value)))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return listed(map(str, value)) if isinstance(value, list) else str(value)

"""What an import's page shows, by how far the import has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from saas.forms.queries import forms_of
from saas.imports.choices import Choices
from saas.imports.deciding import importable
from saas.imports.looking import Found, FoundColumn
from saas.imports.mapping import unmapped
from saas.imports.matching import series_of
from saas.imports.model import ImportFile
from saas.imports.owners import may_own, named_by, person_in
from saas.imports.queries import counted, found_in, in_short, source_names, sources_of
from saas.imports.remarks import count_remarks, some_remarks
from saas.jobs.model import Job
from saas.kit.i18n import N_, _
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.system import OWNER
from saas.records.view import FormView, view_form
from saas.roles.access import may
from tenants.sessions import TenantSession
from web.needs import MANAGE_PEOPLE

STAGE = {"draft": "columns", "checked": "preview", "checking": "progress", "queued": "progress", "running": "progress"}
STAGE |= {"cancelling": "progress", "undoing": "progress"}
STEPS = {"columns": 2, "preview": 3, "progress": 4, "result": 5}
LIVE = ("checking", "queued", "running", "cancelling", "undoing")
CERTAIN, LIKELY = 0.85, 0.6

ABOUT = {
    "unreadable": N_("Cells that cannot be read"),
    "option": N_("Words that are not among the options"),
    "leftover": N_("More than one value in a cell"),
    "missing": N_("A required value is missing"),
    "not_found": N_("Names that we do not find"),
    "taken": N_("Values that another record has already"),
    "empty": N_("Nothing in the chosen columns"),
    "refused": N_("Changes that were refused"),
    "duplicate": N_("Records that exist already"),
}
OUTCOMES = {
    "created": (N_("Newly created"), "jade"),
    "updated": (N_("Updated"), "indigo"),
    "duplicate": (N_("Duplicate"), "ink"),
    "rejected": (N_("Not imported"), "cinnabar"),
    "skipped": (N_("Skipped"), "amber"),
}
STATUSES = {
    "draft": (N_("Columns to be matched"), "amber"),
    "checking": (N_("Being checked"), "indigo"),
    "checked": (N_("Checked, not yet imported"), "amber"),
    "queued": (N_("Waiting"), "indigo"),
    "running": (N_("Running"), "indigo"),
    "cancelling": (N_("Being cancelled"), "amber"),
    "done": (N_("Done"), "jade"),
    "failed": (N_("Failed"), "cinnabar"),
    "cancelled": (N_("Cancelled"), "ink"),
    "undoing": (N_("Being taken back"), "amber"),
    "undone": (N_("Taken back"), "ink"),
}


@dataclass(frozen=True)
class MatchedColumn:
    """A column as the matching page shows it."""

    found: FoundColumn
    field: str
    hint: str
    colour: str
    error: str

    @property
    def series(self) -> str:
        """Give what columns have in common that may go to one field together: 电话1 and 电话2."""
        return series_of(self.found.header or self.found.letter)


@dataclass(frozen=True)
class MatchedSource:
    """A sheet as the matching page shows it."""

    source: ImportFile
    name: str
    found: Found
    columns: list[MatchedColumn]
    missing: list[str]
    owner: str
    """Whose its records will be, by id; nothing for the importer."""
    guessed: bool
    owner_column: str
    """The heading of the column that says whose each record is."""
    stranger: str
    """Somebody whom the file's name names and who is no member."""
    owner_error: str

    @property
    def matched(self) -> int:
        """Count the columns that go somewhere."""
        return sum(bool(column.field) for column in self.columns)

    @property
    def apart(self) -> int:
        """Count the filled rows below the headings that are no records."""
        return sum(count for why, count in self.found.skipped.items() if why != "blank")


async def stage_of(
    db: TenantSession,
    viewer: Viewer,
    job: Job,
    *,
    errors: dict[str, str] | None = None,
    error: str = "",
    sent: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Collect what the import's page shows now; `sent` is what a form said that was refused."""
    form = (await forms_of(db)).by_id.get(job.form_id or 0)
    view = await view_form(db, viewer, form.name if form else "", "import")
    stage = STAGE.get(job.status, "result")
    sources = await sources_of(db, job.id)
    names = await source_names(db, sources)
    context: dict[str, Any] = {
        "job": job,
        "view": view,
        "stage": stage,
        "steps_of": step_labels(),
        "step": 3 if job.status == "checking" else STEPS[stage],
        "live": job.status in LIVE,
        "counts": counted(job),
        "total": sum(source.total_rows for source in sources if source.included),
        "files_shown": in_short(list(dict.fromkeys(name.partition(" · ")[0] for name in names.values()))),
        "state": STATUSES[job.status],
        "outcomes": OUTCOMES,
        "error": error or job.error or "",
    }
    if stage == "columns":
        context |= await _columns(db, viewer, view, job, sources, names, errors or {}, sent)
    elif stage == "preview":
        context |= await _preview(db, viewer, view, job)
    elif stage == "result":
        context |= await _result(db, view, job, names)
    return context


def step_labels() -> list[str]:
    """Name the steps of an import."""
    return [_("Choose files"), _("Match columns"), _("Check"), _("Import"), _("Finish")]


async def _columns(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    job: Job,
    sources: list[ImportFile],
    names: dict[int, str],
    errors: dict[str, str],
    sent: Mapping[str, str] | None,
) -> dict[str, Any]:
    directory = await directory_of(db)
    owners = may_own(view, viewer, directory)
    strangers = await may(db, viewer, MANAGE_PEOPLE)
    shown = []
    for source in sources:
        name, found = names[source.n], found_in(db, source)
        mapping = _sent_mapping(source, sent) if sent else source.mapping
        named = named_by(name, owners)
        guess = named.id if named and named.id != viewer.id else ""
        owners_kept = job.settings.get("owners", {})
        chosen = sent.get(f"owner.{source.n}", "") if sent else owners_kept.get(str(source.n))
        known = sent is not None or str(source.n) in owners_kept
        shown.append(
            MatchedSource(
                source,
                name,
                found,
                _matched(source, found, mapping, errors),
                [view.by_name[each].text for each in unmapped(view, mapping)],
                str((chosen or "") if known else guess),
                bool(guess) and (not known or str(chosen) == str(guess)),
                next((c.header or c.letter for c in found.columns if mapping.get(str(c.index)) == OWNER.name), ""),
                "" if guess or not strangers or named else _stranger(name, directory),
                errors.get(f"owner.{source.n}", ""),
            )
        )
    # Sheets without a table are offered only where their file has nothing else.
    files_with_table = {each.source.file_id for each in shown if each.found.columns}
    shown = [each for each in shown if each.found.columns or each.source.file_id not in files_with_table]
    return {
        "sources": shown,
        "fields": [(field.name, field.text + (" *" if field.required else "")) for field in importable(view)],
        "owners": [(member.id, member.name) for member in owners if member.id != viewer.id],
        "choices": Choices.read(job.settings),
        "errors": errors,
        "labels": {
            f"c.{each.source.n}.{c.found.index}": c.found.header or c.found.letter
            for each in shown
            for c in each.columns
        },
        "identity": [field.text for field in view.fields if field.options.get("identity")],
    }


def _labels(sources: Iterable[MatchedSource]) -> dict[str, str]:
    """Name the inputs for the summary of what is wrong."""
    labels = {}
    for each in sources:
        labels[f"owner.{each.source.n}"] = each.name
        for column in each.columns:
            heading = column.found.header or column.found.letter
            labels[f"c.{each.source.n}.{column.found.index}"] = f"{each.name} · {heading}"
    return labels


def _sent_mapping(source: ImportFile, sent: Mapping[str, str]) -> dict[str, str]:
    start = f"c.{source.n}."
    return {name.removeprefix(start): field for name, field in sent.items() if name.startswith(start) and field}


def _matched(
    source: ImportFile, found: Found, mapping: Mapping[str, str], errors: Mapping[str, str]
) -> list[MatchedColumn]:
    columns = []
    for column in found.columns:
        field = mapping.get(str(column.index), "")
        hint, colour = _hint(column, field)
        columns.append(MatchedColumn(column, field, hint, colour, errors.get(f"c.{source.n}.{column.index}", "")))
    return columns


def _stranger(file: str, directory: Directory) -> str:
    name = person_in(file)
    return "" if any(member.name == name for member in directory.members.values()) else name


def _hint(column: FoundColumn, field: str) -> tuple[str, str]:
    if not field:
        return "", ""
    if field != column.field:
        return _("Chosen by you"), "indigo"
    colour = "jade" if column.confidence >= CERTAIN else "amber" if column.confidence >= LIKELY else "cinnabar"
    return column.reason, colour


async def _preview(db: TenantSession, viewer: Viewer, view: FormView, job: Job) -> dict[str, Any]:
    found = job.settings.get("preview", {})
    rows = found.get("rows", [])
    columns = [field for field in view.fields if any(field.name in row for row in rows)]
    options = {
        view.by_name[name].text: [(f"{name}:{text}", text, count) for text, count in words]
        for name, words in found.get("options", {}).items()
        if name in view.by_name
    }
    return {
        "problems": [_problem(view, group) for group in found.get("problems", [])],
        "options": options,
        "may_add": await may(db, viewer, "manage_forms"),
        "rows": rows,
        "columns": columns,
        "duplicates": found.get("duplicates", []),
        "choices": Choices.read(job.settings),
    }


def _problem(view: FormView, group: dict[str, Any]) -> dict[str, Any]:
    field = view.by_name.get(group["field"])
    return group | {"what": _(ABOUT[group["about"]]), "where": field.text if field else ""}


async def _result(db: TenantSession, view: FormView, job: Job, names: dict[int, str]) -> dict[str, Any]:
    remarks = [
        {
            "file": names.get(each.n, ""),
            "row": each.row_number,
            "outcome": OUTCOMES[each.outcome],
            "record": each.record_id,
            "reasons": [_reason(view, reason) for reason in each.reasons],
        }
        for each in await some_remarks(db, job)
    ]
    return {"remarks": remarks, "remarked": await count_remarks(db, job), "created_href": created_href(view, job)}


def _reason(view: FormView, reason: dict[str, Any]) -> str:
    field = view.by_name.get(reason["field"])
    sentence = str(reason["sentence"])
    return _("%(field)s: %(problem)s", field=field.text, problem=sentence) if field else sentence


def created_href(view: FormView, job: Job) -> str:
    """Give the list of what an import created: its records all have the moment it began."""
    if job.started_at is None:
        return f"/f/{view.name}"
    made = {"field": "created_at", "op": "equals", "value": job.started_at.isoformat()}
    mine = {"field": "created_by", "op": "any_of", "value": ["me"]}
    return f"/f/{view.name}?" + urlencode({"filter": orjson.dumps({"and": [mine, made]}).decode()})

"""What an import's page shows, by how far the import has come."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from saas.forms.queries import forms_of
from saas.imports.choices import Choices
from saas.imports.queries import counted, in_short, source_names, sources_of
from saas.imports.remarks import count_remarks
from saas.jobs.model import Job
from saas.kit.i18n import N_, _
from saas.people.viewer import Viewer
from saas.records.view import FormView, view_form
from saas.roles.access import may
from tenants.sessions import TenantSession
from web.pages.imports.matched import matching_step

STAGE = {"draft": "columns", "checked": "preview", "checking": "progress", "queued": "progress", "running": "progress"}
STAGE |= {"cancelling": "progress", "undoing": "progress"}
STEPS = {"columns": 2, "preview": 3, "progress": 4, "result": 5}
LIVE = ("checking", "queued", "running", "cancelling", "undoing")
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
        context |= await matching_step(db, viewer, view, job, sources, names, errors or {}, sent)
    elif stage == "preview":
        context |= await _preview(db, viewer, view, job)
    elif stage == "result":
        context |= await _result(db, view, job)
    return context


def step_labels() -> list[str]:
    """Name the steps of an import."""
    return [_("Choose files"), _("Match columns"), _("Check"), _("Import"), _("Finish")]


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
        "remarked": await count_remarks(db, job),
        "choices": Choices.read(job.settings),
    }


def _problem(view: FormView, group: dict[str, Any]) -> dict[str, Any]:
    field = view.by_name.get(group["field"])
    return group | {"what": _(ABOUT[group["about"]]), "where": field.text if field else ""}


async def _result(db: TenantSession, view: FormView, job: Job) -> dict[str, Any]:
    return {"remarked": await count_remarks(db, job), "created_href": created_href(view, job)}


def created_href(view: FormView, job: Job) -> str:
    """Give the list of what an import created: its records all have the moment it began."""
    if job.started_at is None:
        return f"/f/{view.name}"
    made = {"field": "created_at", "op": "equals", "value": job.started_at.isoformat()}
    mine = {"field": "created_by", "op": "any_of", "value": ["me"]}
    return f"/f/{view.name}?" + urlencode({"filter": orjson.dumps({"and": [mine, made]}).decode()})

"""Collect what was said about rows and have it written into a workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from saas.audit.log import log
from saas.files.actions import local_copy
from saas.imports.annotated import Page
from saas.imports.model import ImportFile
from saas.imports.queries import source_names, sources_of
from saas.imports.remarks import remarks_of
from saas.jobs.model import Job
from saas.kit.apart import Apart
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.view import FormView
from tenants.sessions import TenantSession

SEPARATOR = "；"


async def give_back(
    db: TenantSession, viewer: Viewer, view: FormView, job: Job, path: Path, words: Mapping[str, str]
) -> None:
    """Write the rows that were not imported, were duplicates or lost a value, and log that they were taken.

    `words` says the outcomes.
    """
    sources = await sources_of(db, job.id)
    names = await source_names(db, sources)
    async with Apart("saas.imports.annotated:Annotated", path) as annotated:
        for source in sources:
            pages = await _pages(db, job, source, names[source.n], words)
            if pages:
                async with local_copy(db, source.cells_id) as cells:
                    await annotated.ask("add", cells, source.sheet, source.header_row, pages)
        await annotated.ask("close")
    await log(db, viewer, "download", form=view.name, detail={"job": str(job.id)})


async def _pages(db: TenantSession, job: Job, source: ImportFile, name: str, words: Mapping[str, str]) -> list[Page]:
    """Make a sheet each for rows that were not imported, for those that lost something, and for duplicates."""
    stem = Path(name).stem[:20]
    head = (_("Result"), _("Reason"), _("Row"))
    groups = (
        (("rejected", "skipped"), _("Not imported")),
        (("created", "updated"), _("Imported, with remarks")),
        (("duplicate",), _("Duplicate")),
    )
    pages = []
    for outcomes, label in groups:
        remarks = await remarks_of(db, job, source.n, outcomes)
        if remarks:
            rows = {each.row_number: (words[each.outcome], reasons_of(each.reasons)) for each in remarks}
            pages.append(Page(f"{stem} {label}", head, rows))
    return pages


def reasons_of(reasons: list[Any]) -> str:
    """Write reasons in one line, each with the column it is about."""
    return SEPARATOR.join(
        _("%(field)s: %(problem)s", field=reason["column"], problem=reason["sentence"])
        if reason["column"]
        else str(reason["sentence"])
        for reason in reasons
    )

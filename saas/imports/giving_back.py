"""Collect what was said about rows and have it written into a workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from saas.audit.log import log
from saas.files.actions import local_copy
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
    """Write the rows that are not imported, are duplicates or lose a value, and log that they were taken.

    `words` says the outcomes.
    """
    sources = await sources_of(db, job.id)
    names = await source_names(db, sources)
    head = [_("Result"), _("Reason"), _("Row"), _("File")]
    async with Apart("saas.imports.annotated:Annotated", path, _("Problems"), head) as annotated:
        for source in sources:
            found = await remarks_of(db, job, source.n)
            if found:
                said = {
                    each.row_number: (words[each.outcome], reasons_of(each.reasons), each.row_number, names[source.n])
                    for each in found
                }
                async with local_copy(db, source.cells_id) as cells:
                    await annotated.ask("add", cells, source.sheet, source.header_row, said)
        await annotated.ask("close")
    await log(db, viewer, "download", form=view.name, detail={"job": str(job.id)})


def reasons_of(reasons: list[Any]) -> str:
    """Write reasons in one line, each with the column it is about."""
    said = [
        _("%(field)s: %(problem)s", field=reason["column"], problem=reason["sentence"])
        if reason["column"]
        else str(reason["sentence"])
        for reason in reasons
    ]
    return SEPARATOR.join([*(each.rstrip("。.") for each in said[:-1]), *said[-1:]])

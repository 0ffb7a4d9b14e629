"""What a run needs to know: for whom, into which form, from which sheets, how it was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.accounts.sessions import find_viewer
from saas.forms.queries import forms_of
from saas.imports.choices import Choices
from saas.imports.fixed import read_fixed
from saas.imports.owners import owner_of
from saas.imports.queries import source_names, sources_of
from saas.jobs.model import Job
from saas.jobs.queries import JobNotFound
from saas.kit.clock import now
from saas.kit.errors import Forbidden
from saas.kit.i18n import set_locale
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.bulk import require_bulk
from saas.records.sealing import Owner
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession


@dataclass(frozen=True)
class Source:
    """A sheet to import, as it stands when the run begins."""

    n: int
    name: str
    cells: UUID
    sheet: str
    header_row: int
    mapping: Mapping[int, str]
    done: int
    total: int
    owner: Owner | None
    """Whose its records are, and in which department, when they are not the importer's."""


@dataclass(frozen=True)
class Context:
    """A run's surroundings, which hold until somebody changes the company's configuration."""

    job: UUID
    status: str
    started: datetime
    finished: datetime
    counts: Mapping[str, int]
    choices: Choices
    viewer: Viewer
    view: FormView
    directory: Directory
    sources: list[Source]
    revision: int
    fixed: Mapping[str, Any]
    """Values that every row is given, by field name."""

    @property
    def names(self) -> list[str]:
        """Name the fields that columns or fixed values go to."""
        mapped = (name for source in self.sources for name in source.mapping.values())
        return list(dict.fromkeys([*mapped, *self.fixed]))

    @property
    def total(self) -> int:
        """Count the rows of all sheets."""
        return sum(source.total for source in self.sources)


async def context_of(db: TenantSession, id: UUID) -> Context:
    """Load an import as it stands, and speak its person's language. Raise Forbidden when they may no longer do this."""
    job = await db.get(Job, id, populate_existing=True)
    if job is None or job.form_id is None:
        raise JobNotFound
    viewer = await find_viewer(db, job.person_id, via="job", ip=str(job.settings.get("ip", "")))
    if viewer is None:
        raise Forbidden
    set_locale(viewer.locale)
    form = (await forms_of(db)).by_id.get(job.form_id)
    view = await view_form(db, viewer, form.name if form else "", "import")
    stored = await sources_of(db, id)
    names, directory = await source_names(db, stored), await directory_of(db)
    sources = [
        Source(
            each.n,
            names[each.n],
            each.cells_id,
            each.sheet,
            each.header_row,
            {int(at): name for at, name in each.mapping.items()},
            each.done_rows,
            each.total_rows,
            owner_of(view, viewer, directory, job.settings, each, names[each.n]),
        )
        for each in stored
        if each.included
    ]
    context = Context(
        id,
        job.status,
        job.started_at or now(),
        job.finished_at or now(),
        job.counts,
        Choices.read(job.settings),
        viewer,
        view,
        directory,
        sources,
        db.revision,
        read_fixed(view, job.settings.get("fixed", {})),
    )
    require_bulk(view, context.names)
    return context

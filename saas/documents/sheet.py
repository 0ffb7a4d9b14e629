"""Everything that a document is written from: the record, its lines, the customer, the company."""

from dataclasses import dataclass
from uuid import UUID

from print_templates.document import Letterhead
from saas.documents.parties import letterhead
from saas.documents.profile import Profile, logo_of, profile_of
from saas.documents.source import Source, lines_of, linked, source_of
from saas.people.viewer import Viewer
from saas.records.view import FormView
from tenants.sessions import TenantSession


@dataclass(frozen=True)
class Sheet:
    """A record about to be printed, with what it leads to, all through the viewer's own views."""

    source: Source
    lines: list[Source]
    customer: Source | None
    contact: Source | None
    profile: Profile
    letterhead: Letterhead
    locale: str

    def used(self) -> list[tuple[Source, set[str]]]:
        """List each record that went onto the paper, with the fields that were written."""
        lines = {f"lines.{name}" for line in self.lines for name in line.used}
        others = [(source, source.used) for source in (self.customer, self.contact) if source and source.used]
        return [(self.source, self.source.used | lines), *others]


async def sheet_for(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, locale: str) -> Sheet:
    """Read what a document needs. Raise RecordNotFound when the viewer may not print this record."""
    source = await source_of(db, viewer, view, id, action="print")
    profile = await profile_of(db)
    return Sheet(
        source,
        lines_of(source, "lines"),
        await linked(db, viewer, source, "customer"),
        await linked(db, viewer, source, "contact"),
        profile,
        letterhead(profile, await logo_of(db)),
        locale,
    )

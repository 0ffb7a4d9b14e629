"""The library that sets text in documents."""

from saas.doctor.check import Check, Finding, fail, ok
from saas.doctor.libraries import is_installed
from saas.kit.i18n import _
from tenants.settings import Settings


class Pango(Check):
    """Can PDFs be made at all?"""

    name = "pango"
    at_start = True

    async def run(self, settings: Settings) -> Finding:
        """Load both halves of the library."""
        if is_installed("pango-1.0", 0) and is_installed("pangoft2-1.0", 0):
            return ok(_("Pango is installed: documents can be printed."))
        return fail(
            _("Pango is missing: documents cannot be printed."),
            _("Install it: apt-get install libpangoft2-1.0-0 (Debian, Ubuntu) or brew install pango (macOS)"),
        )

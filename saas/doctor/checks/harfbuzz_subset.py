"""The library that cuts fonts down to the characters of a document."""

from saas.doctor.check import Check, Finding, ok, warn
from saas.doctor.libraries import is_installed
from saas.kit.i18n import _
from tenants.settings import Settings


class HarfbuzzSubset(Check):
    """Can PDFs be made quickly?"""

    name = "harfbuzz_subset"
    at_start = True

    async def run(self, settings: Settings) -> Finding:
        """Load the library: a contract of four pages takes half a second with it and thirty without."""
        if is_installed("harfbuzz-subset", 0):
            return ok(_("libharfbuzz-subset is installed: PDFs are made quickly."))
        return warn(
            _("libharfbuzz-subset is missing: printing a contract takes thirty seconds instead of half a second."),
            _("Install it: apt-get install libharfbuzz-subset0 (Debian, Ubuntu) or brew install harfbuzz (macOS)"),
        )

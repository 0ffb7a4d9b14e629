"""The Python that runs us."""

import platform
import sys

from saas.doctor.check import Check, Finding, fail, ok
from saas.kit.i18n import _
from tenants.settings import Settings

OLDEST = (3, 11)


class Python(Check):
    """Is Python new enough?"""

    name = "python"

    async def run(self, settings: Settings) -> Finding:
        """Compare the version with the oldest we support."""
        version = platform.python_version()
        if sys.version_info < OLDEST:
            return fail(
                _("Python %(version)s is too old.", version=version),
                _("Install Python 3.11 or newer and run bin/setup."),
            )
        return ok(_("Python %(version)s.", version=version))

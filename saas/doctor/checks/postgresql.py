"""The database server."""

from saas.doctor.check import Check, Finding, fail, ok, warn
from saas.doctor.database import NotRunning, Unreachable, connected
from saas.kit.i18n import _
from tenants.settings import Settings

OLDEST = 15


class PostgreSQL(Check):
    """Does the database answer, and is it new enough?"""

    name = "postgresql"

    async def run(self, settings: Settings) -> Finding:
        """Connect and ask for the version."""
        try:
            async with connected(settings) as connection:
                version = connection.info.server_version
        except NotRunning:
            return warn(
                _("The built-in PostgreSQL is not running."),
                _("Start it with bin/serve, then look again."),
            )
        except Unreachable as error:
            return fail(
                _("PostgreSQL does not answer: %(error)s", error=error),
                _("Check that the server runs and that GUANXI_DATABASE_URL is right."),
            )
        shown = f"{version // 10000}.{version % 10000}"
        if version < OLDEST * 10000:
            return fail(
                _("PostgreSQL %(version)s is too old.", version=shown),
                _("Upgrade the database server to PostgreSQL 15 or newer."),
            )
        return ok(_("PostgreSQL %(version)s answers.", version=shown))

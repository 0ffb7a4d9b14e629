"""The clock, on which one-time codes, sessions and the operation log depend."""

from datetime import datetime, timedelta

from saas.doctor.check import Check, Finding, fail, ok, warn
from saas.doctor.database import Unreachable, connected
from saas.kit import clock
from saas.kit.i18n import _
from tenants.settings import Settings

# One-time codes change every thirty seconds.
NOTICEABLE, HARMFUL = timedelta(seconds=2), timedelta(seconds=30)


class Clock(Check):
    """Do we and the database agree on the time?"""

    name = "clock"

    async def run(self, settings: Settings) -> Finding:
        """Ask the database for the time; a time server is not to be had on a network without internet."""
        try:
            async with connected(settings) as connection:
                before = clock.now()
                row = await (await connection.execute("SELECT clock_timestamp()")).fetchone()
                after = clock.now()
        except Unreachable:
            return warn(_("The clock cannot be compared."), _("Make the database answer first."))
        theirs: datetime = row[0] if row else before
        return _judged(abs(theirs - (before + (after - before) / 2)))


def _judged(apart: timedelta) -> Finding:
    seconds = f"{apart.total_seconds():.1f}"
    if apart < NOTICEABLE:
        return ok(_("Our clock and the database's agree."))
    sentence = _("Our clock and the database's are %(seconds)s seconds apart.", seconds=seconds)
    advice = _("Set both machines' clocks by the same time server (NTP).")
    return fail(sentence, advice) if apart > HARMFUL else warn(sentence, advice)

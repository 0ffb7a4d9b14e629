"""Reverse proxies in front of us."""

from saas.doctor.check import Check, Finding, ok, warn
from saas.kit.i18n import _
from tenants.proxies import seen_lately
from tenants.settings import Settings


class Proxies(Check):
    """Do we know our visitors' addresses?"""

    name, at_start = "proxies", True

    async def run(self, settings: Settings) -> Finding:
        """Look whether a proxy that is not trusted spoke for its clients lately."""
        seen = seen_lately(settings)
        if seen is None:
            return ok(_("No unknown proxy stands in front of Guanxi."))
        return warn(
            _(
                "Requests from %(peer)s carry %(header)s, but it is no trusted proxy: "
                "all who come through it count as one visitor.",
                peer=seen.peer,
                header=seen.header,
            ),
            _(
                "If this is your reverse proxy, set GUANXI_TRUSTED_PROXIES=%(peer)s; "
                "if not, let nobody but your proxy reach this port.",
                peer=seen.peer,
            ),
        )

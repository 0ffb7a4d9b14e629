"""Whether a company's log is no longer sealed, for its page: asked of the platform, and remembered for a moment."""

from datetime import datetime
from time import monotonic

from saas.audit.seal import kept_head
from tenants.companies import Company
from tenants.engines import Database

FRESH = 5.0  # Seconds.
_known: dict[str, tuple[float, datetime | None]] = {}


async def stopped_since(database: Database, company: Company) -> datetime | None:
    """Give the moment since when nothing is sealed, None while all is well."""
    known = _known.get(company.id)
    if known and monotonic() - known[0] < FRESH:
        return known[1]
    async with database.platform() as platform:
        since = (await kept_head(platform, company.id)).stopped_at
    if len(_known) > 10_000:
        _known.clear()
    _known[company.id] = (monotonic(), since)
    return since

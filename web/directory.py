"""Find a request's company without asking the database each time."""

import time

from tenants.companies import Company, all_companies, find_company
from tenants.engines import Database

FRESH = 5.0  # Seconds for which a suspension may go unnoticed.


class Companies:
    """Companies by host label, each remembered for a few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str | None, tuple[float, Company]] = {}

    async def find(self, label: str | None, *, private: bool) -> Company | None:
        """Find the company of a host label; in the private edition the bare host is the one company."""
        kept = self._kept.get(label)
        if kept and time.monotonic() - kept[0] < FRESH:
            return kept[1]
        if label is None and not private:
            return None
        async with self._database.platform() as db:
            every = await all_companies(db) if private else [await find_company(db, label=label)]
        company = next((each for each in every if each and each.status != "deleted"), None)
        if company is None:
            return None
        if len(self._kept) > 10_000:
            self._kept.clear()
        self._kept[label] = (time.monotonic(), company)
        return company

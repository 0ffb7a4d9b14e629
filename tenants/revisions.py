"""Keep what was loaded from a company's configuration until that configuration changes."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from sqlalchemy import text

from tenants.sessions import TenantSession

T = TypeVar("T")
KEPT = 500  # Companies whose configuration stays in memory.


class PerRevision(Generic[T]):
    """Wrap a loader so that it runs once per company and revision. Use it as a decorator."""

    def __init__(self, load: Callable[[TenantSession], Awaitable[T]]) -> None:
        self._load = load
        self._kept: OrderedDict[str, tuple[int, T]] = OrderedDict()
        self.__doc__ = load.__doc__

    async def __call__(self, db: TenantSession) -> T:
        """Give what this transaction's revision holds."""
        if db.reconfigured:  # What this transaction changed is nobody else's yet.
            return await self._load(db)
        kept = self._kept.get(db.company.id)
        if kept is None or kept[0] != db.revision:
            kept = self._kept[db.company.id] = (db.revision, await self._load(db))
        self._kept.move_to_end(db.company.id)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept[1]


async def bump_revision(db: TenantSession) -> None:
    """Announce that the configuration changed: everyone reloads at their next transaction."""
    await db.execute(text("UPDATE revision SET n = n + 1"))
    db.reconfigured = True

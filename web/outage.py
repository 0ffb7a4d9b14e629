"""While the database is away: one line in the log when it goes, and one when it is back."""

import logging
from time import monotonic

from psycopg import InterfaceError, OperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger("guanxi.web")


class Outage:
    """Whether this process has found the database away, and since when."""

    def __init__(self) -> None:
        self._since: float | None = None

    def begins(self, error: BaseException) -> None:
        """Note that the database did not answer."""
        if self._since is None:
            self._since = monotonic()
            log.warning("the database cannot be reached: %s", type(error).__name__)

    def ends(self) -> None:
        """Note that it answered."""
        if self._since is not None:
            log.warning("the database is back after %.0f seconds", monotonic() - self._since)
            self._since = None


outage = Outage()


def is_away(error: BaseException) -> bool:
    """Tell whether an error means that the database is away, or that it cut us off."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_away(error.orig or Exception())
    return isinstance(error, OperationalError | InterfaceError)


def is_busy(error: BaseException) -> bool:
    """Tell whether an error means that all connections are in use."""
    return isinstance(error, PoolTimeout)

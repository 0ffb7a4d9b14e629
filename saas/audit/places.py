"""Where a line stands in time, and how an address says so."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from saas.records.query import BadCursor

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = 2**62  # An id that comes after every line's.


class Place(NamedTuple):
    """A place between two lines, or a line's own; lines are ordered by time, then by id."""

    at: datetime
    id: int

    def __str__(self) -> str:
        """Write it for an address."""
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.id}"


def read_place(text: str) -> Place | None:
    """Read a place from an address, None from an empty one. Raise BadCursor."""
    if not text:
        return None
    at, _, id = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 20 for part in (at, id)):
        raise BadCursor
    try:
        return Place(EPOCH + timedelta(microseconds=int(at)), min(int(id), LAST))
    except OverflowError:
        raise BadCursor from None

"""Record ids."""

import os
import time
from itertools import chain
from struct import pack, unpack
from uuid import UUID

_last = 0


def new_id() -> UUID:
    """Make a uuid7 (RFC 9562): ids sort by the time they were made, which keeps indexes, cursors and lines in order."""
    global _last
    # Milliseconds with a fraction of 12 bits; ids of one process always rise (RFC 9562, section 6.2, method 3).
    _last = moment = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    high, low = _uuid7(moment, int.from_bytes(os.urandom(8)))
    return UUID(int=high << 64 | low)


def new_ids(count: int) -> list[bytes]:
    """Make many at once, in rising order, as 16 bytes each: most never become a UUID, which is slow to make."""
    global _last
    first = _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    _last += count
    noise = unpack(f">{count}Q", os.urandom(8 * count))
    halves = chain.from_iterable(map(_uuid7, range(first, first + count), noise))
    together = pack(f">{2 * count}Q", *halves)
    return [together[n : n + 16] for n in range(0, 16 * count, 16)]


def _uuid7(moment: int, noise: int) -> tuple[int, int]:
    """Give the two halves of an id: time and version, and 62 random bits behind the variant."""
    return moment >> 12 << 16 | 0x7000 | moment & 0xFFF, noise & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000

"""Record ids."""

import os
import time
from uuid import UUID

_last = 0


def new_id() -> UUID:
    """Make a uuid7 (RFC 9562): ids sort by the time they were made, which keeps indexes, cursors and lines in order."""
    global _last
    # Milliseconds with a fraction of 12 bits; ids of one process always rise (RFC 9562, section 6.2, method 3).
    _last = moment = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    return _uuid(moment, os.urandom(8))


def new_ids(count: int) -> list[UUID]:
    """Make many at once, in rising order."""
    global _last
    first = _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    _last += count
    noise = os.urandom(8 * count)
    return [_uuid(first + n, noise[8 * n : 8 * n + 8]) for n in range(count)]


def _uuid(moment: int, noise: bytes) -> UUID:
    random = int.from_bytes(noise) & (1 << 62) - 1
    return UUID(int=moment >> 12 << 80 | 0x7 << 76 | (moment & 0xFFF) << 64 | 0b10 << 62 | random)

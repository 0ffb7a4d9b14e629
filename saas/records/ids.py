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
    return UUID(bytes=_uuid7(moment, os.urandom(8)))


def new_ids(count: int) -> list[bytes]:
    """Make many at once, in rising order, as 16 bytes each: most never become a UUID, which is slow to make."""
    global _last
    first = _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    _last += count
    noise = os.urandom(8 * count)
    return [_uuid7(first + n, noise[8 * n : 8 * n + 8]) for n in range(count)]


def _uuid7(moment: int, noise: bytes) -> bytes:
    high = moment >> 12 << 16 | 0x7000 | moment & 0xFFF
    return high.to_bytes(8) + (noise[0] & 0x3F | 0x80).to_bytes() + noise[1:]

"""Record ids."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """Make a uuid7 (RFC 9562): ids sort by the time they were made, which keeps indexes and cursors simple."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    high = stamp << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64
    return UUID(int=high | 0b10 << 62 | random & (1 << 62) - 1)

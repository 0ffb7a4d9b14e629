"""How the lines of an operation log hang together: each line's hash covers the line and the hash before it.

Nothing here needs a database, so that whoever holds an export can check it with this alone.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

FORMAT = "guanxi-operation-log"
VERSION = 1


class Head(NamedTuple):
    """The end of a chain: how many lines it has and the hash of the last one."""

    n: int
    hash: bytes


def canonical(value: Mapping[str, Any]) -> bytes:
    """Write a value in the one way it can be written: JSON in UTF-8, keys sorted, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def beginning(company_id: str) -> Head:
    """Give the head of a company's empty chain; no other company's chain starts there."""
    return Head(0, hashlib.sha256(f"{FORMAT} {VERSION} {company_id}".encode()).digest())


def link(previous: bytes, line: Mapping[str, Any]) -> bytes:
    """Compute a line's hash from the hash before it and the line's own columns."""
    return hashlib.sha256(previous + canonical(line)).digest()

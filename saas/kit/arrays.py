"""Send many values as one parameter."""

import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

ID = 16
"""Bytes of an id."""
_sign = re.compile(r'["\\]').search
_quotes = str.maketrans({"\\": r"\\", '"': r"\""})


class Many(TypeDecorator[Sequence[Any]]):
    """Ids, bytes, texts, numbers or dates, as PostgreSQL reads an array: five times as fast as the driver's way."""

    impl = ARRAY
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__(item)
        self.item = item

    def bind_processor(self, dialect: Dialect) -> Any:
        """Give what writes them."""
        return lambda items: None if items is None else write_many(items)


def write_many(items: Collection[Any] | bytes) -> str:
    """Write an array; mere bytes are ids, one behind the other."""
    if isinstance(items, bytes):
        digits = items.hex()
        return "{" + ",".join([digits[n : n + 2 * ID] for n in range(0, len(digits), 2 * ID)]) + "}"
    return "{" + ",".join(_written(list(items))) + "}"


def _written(items: list[Any]) -> list[str]:
    if items and isinstance(items[0], UUID):
        return [id.hex for id in items]
    if items and isinstance(items[0], bytes):
        return [rf'"\\x{item.hex()}"' for item in items]
    texts = [item if isinstance(item, str) else str(item) for item in items]
    if _sign("".join(texts)):
        return [f'"{text.translate(_quotes)}"' for text in texts]
    return [f'"{text}"' for text in texts]  # Translating takes longer, and hardly any text needs it.

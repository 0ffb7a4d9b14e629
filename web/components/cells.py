"""What a table's cell shows when it is more than a text."""

from collections.abc import Sequence
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell with a look: tag, tags, level, person, link, trashed, late, mute, or "" for a plain text."""

    text: str
    look: str = ""
    colour: str = ""
    href: str = ""
    items: Sequence[tuple[str, str]] = ()

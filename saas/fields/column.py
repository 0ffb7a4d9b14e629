"""What a spreadsheet's column says about its cells: a kind judges each cell with it, see `FieldKind.judge`."""

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import cached_property

from saas.kit.i18n import _
from saas.kit.traditional import to_simplified

Rewrite = Callable[[object], object]
"""Gives what a cell means beside its column. Raises Unreadable."""
EXACT = 10**15
"""From here on a number cell has lost its last digits."""

_scientific = re.compile(r"[+-]?\d(?:\.\d+)?e\+?\d\d", re.IGNORECASE).fullmatch
_rounded = re.compile(r"\d{15}\d*000", re.ASCII).fullmatch
_pointed = re.compile(r"\d{7,}\.0", re.ASCII).fullmatch


class FormattedNumber:
    """A number whose format shows more than its digits: 12 as 12万, 7 as D0007, 500 as $500.00."""

    def __init__(self, number: float, shown: str) -> None:
        self.number, self.shown = number, shown

    def __str__(self) -> str:
        return self.shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormattedNumber) and (self.number, self.shown) == (other.number, other.shown)

    def __hash__(self) -> int:
        return hash((self.number, self.shown))


class Column:
    """A column as its sheet says it: heading, unit, epoch, and the different texts in it."""

    def __init__(
        self,
        heading: str = "",
        unit: Decimal | None = None,
        *,
        traditional: bool = False,
        from_1904: bool = False,
        texts: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """Take `unit` said beside the heading; `from_1904` if days count from there; `texts` is asked when needed."""
        self.heading, self.unit, self.from_1904 = heading, unit, from_1904
        self._traditional, self._texts = traditional, texts

    @cached_property
    def texts(self) -> Collection[str]:
        """List the different texts in the column."""
        return self._texts()

    @cached_property
    def taiwanese(self) -> bool:
        """Tell whether people in Taiwan wrote it: traditional headings, or numbers that say +886."""
        return self._traditional or any("+886" in text for text in self.texts)


def is_traditional(headings: Collection[str]) -> bool:
    """Tell whether any heading is in traditional characters."""
    return any(to_simplified(heading) != heading for heading in headings)


def lost_digits(raw: object) -> str:
    """Say so when a spreadsheet has rounded or shortened a long number; empty otherwise."""
    if isinstance(raw, str):
        text = raw.strip()
        lost = bool(_scientific(text) or _rounded(text))
    else:
        lost = isinstance(raw, int | float) and abs(raw) >= EXACT
    if not lost:
        return ""
    return _(
        "A spreadsheet has shortened this number, and its last digits are lost. Format it as text, and type it again."
    )


def whole_text(text: str) -> str:
    """Drop the .0 that programs write behind numbers which they held as fractions."""
    return text[:-2] if _pointed(text) else text


def plain_number(raw: object) -> object:
    """Take a number without what its format shows."""
    return raw.number if isinstance(raw, FormattedNumber) else raw

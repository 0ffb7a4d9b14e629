"""Settle what 05/03/24 means: which part is the day is proven by the whole column, or it is not said at all."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from saas.kit.dates import whole_year

_triple = re.compile(r"(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?!\d)", re.ASCII)
PLACES: Mapping[str, tuple[int, int, int]] = {"ymd": (0, 1, 2), "mdy": (2, 0, 1), "dmy": (2, 1, 0)}
"""Where year, month and day stand."""
LONG, SHORT = ("mdy", "dmy"), ("ymd", "mdy", "dmy")
"""The orders that a year of four digits at the end, and one of two digits, leave open."""
NARROW = 10
"""Years that a column usually spans at most. An order that spreads it over more is wrong if another does not."""
ENOUGH = 3
"""Different dates that a spread can be told from."""

Parts = tuple[int, int, int]


class TwoWays(ValueError):
    """A date that may be several; `days` are those."""

    def __init__(self, days: list[date]) -> None:
        super().__init__("two ways to read a date")
        self.days = days


class DateOrders:
    """Knows the orders in which the dates of a column can be written."""

    def __init__(self, texts: Iterable[str], *, minguo: bool = False) -> None:
        """Look at the texts of a column; `minguo` takes a year of three digits to count from 1912."""
        self._minguo = minguo
        found = [parts for text in texts if (parts := parts_of(text))]
        self._since_1912 = minguo and any(100 <= parts[0] < 1000 for parts, _, _ in found)
        long = {parts for parts, digits, _ in found if digits == 4 and parts[0] < 100}
        short = {parts for parts, digits, _ in found if digits < 4 and parts[0] < 100}
        self._long = possible(long, LONG)
        self._short = narrowest(short, possible(short, SHORT if len(self._long) == 2 else ("ymd", *self._long)))
        if len(self._long) == 2 and long and len(self._short) == 1 and self._short[0] != "ymd":
            self._long = self._short

    def settled(self, text: str) -> str:
        """Write a date year first where only the column tells its order; other texts stay. Raise TwoWays."""
        found = parts_of(text)
        if found is None or found[0][0] >= 1000:
            return text
        parts, digits, rest = found
        if parts[0] >= 100:
            return f"{parts[0] + 1911}-{parts[1]}-{parts[2]}{rest}" if self._minguo and digits < 4 else text
        if self._since_1912 and digits < 4:
            return f"{parts[0] + 1911}-{parts[1]}-{parts[2]}{rest}"
        days = days_of(parts, self._long if digits == 4 else self._short)
        if not days:  # Not what the others are, but perhaps only one thing.
            days = days_of(parts, LONG if digits == 4 else SHORT)
        if len(days) > 1:
            raise TwoWays(days)
        return f"{days[0].isoformat()}{rest}" if days else text


def parts_of(text: str) -> tuple[Parts, int, str] | None:
    """Take three numbers apart; give also how many digits the last has, and what follows."""
    if len(text) < 5 or len(text) > 40:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    match = _triple.match(text)
    if match is None:
        return None
    return (int(match[1]), int(match[3]), int(match[4])), len(match[4]), text[match.end() :]


def possible(found: Collection[Parts], orders: tuple[str, ...]) -> tuple[str, ...]:
    """Leave the orders in which every date exists that exists in any; all of them when they contradict each other."""
    real = [parts for parts in found if days_of(parts, orders)]
    left = tuple(order for order in orders if all(days_of(parts, (order,)) for parts in real))
    return left or orders


def narrowest(found: Collection[Parts], orders: tuple[str, ...]) -> tuple[str, ...]:
    """Choose the order that keeps the years together, if all others spread them far."""
    if len(orders) < 2 or len(found) < ENOUGH:
        return orders
    spans = {}
    for order in orders:
        years = [day.year for parts in found for day in days_of(parts, (order,))]
        spans[order] = max(years, default=0) - min(years, default=0)
    best = min(spans, key=spans.__getitem__)
    alone = all(span > max(NARROW, 3 * spans[best]) for order, span in spans.items() if order != best)
    return (best,) if alone and spans[best] <= NARROW else orders


def days_of(parts: Parts, orders: Iterable[str]) -> list[date]:
    """List the different days that three numbers are in some orders."""
    found: dict[date, None] = {}
    for order in orders:
        year, month, day = (parts[place] for place in PLACES[order])
        try:
            found[date(whole_year(year), month, day)] = None
        except ValueError:
            continue
    return list(found)

"""Suggest which column of a table is which field: by its heading, and by a look at its values."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.imports.assignment import assign
from saas.imports.cells import is_value
from saas.imports.headers import ColumnGuess, Table
from saas.imports.shapes import PEOPLE_HEADINGS, is_company, is_person, share
from saas.kit.i18n import _
from saas.kit.text import fold
from saas.kit.traditional import to_simplified

ENOUGH = 0.45
"""The least confidence for a suggestion."""
FEW, MANY = 15, 30
"""Values looked at per column: fewer when there are very many pairs to try."""
GLANCE = 10
"""Values looked at first: a field that can read none of them can read hardly any."""
REMEMBERED = 20_000
"""Values and headings remembered: files that come together say the same again and again."""

_brackets = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_marks = re.compile(r"[\s_*:：.。\-]+")


@dataclass(frozen=True)
class ColumnMatch:
    """What a column is taken for; `field_name` is None for a column nobody knows."""

    index: int
    field_name: str | None
    confidence: float
    reason: str


def match_columns(table: Table, fields: Sequence[Field], members: Collection[str] = ()) -> list[ColumnMatch]:
    """Match every column to a field or to none, each field once; `members` are the names of our own people."""
    wanted = [one for one in fields if one.kind.writable and one.kind.column is not None]
    count = MANY if len(wanted) * len(table.columns) <= 1000 else FEW
    columns = [Column(guess, count, members) for guess in table.columns]
    said = [[likeness(column.header, spellings) for column in columns] for spellings in map(spellings_of, wanted)]
    shares = [
        [
            readable(column, one) if worth_reading(column, one, said[row][at]) else 0.0
            for at, column in enumerate(columns)
        ]
        for row, one in enumerate(wanted)
    ]
    scores = [
        [score(column, one, said[row][at], shares[row], at) for at, column in enumerate(columns)]
        for row, one in enumerate(wanted)
    ]
    chosen = {at: row for row, at in assign([[s if s >= ENOUGH else 0.0 for s in row] for row in scores]).items()}
    return [
        ColumnMatch(guess.index, wanted[chosen[at]].name, round(scores[chosen[at]][at], 2), why(said[chosen[at]][at]))
        if at in chosen
        else ColumnMatch(guess.index, None, 0.0, "")
        for at, guess in enumerate(table.columns)
    ]


class Column:
    """A column as matching sees it: its heading reduced, and what its values look like."""

    def __init__(self, guess: ColumnGuess, count: int, members: Collection[str]) -> None:
        self.header = guess.header
        self.samples = guess.samples[:: max(1, len(guess.samples) // count)][:count]
        self.companies = share(self.samples, is_company)
        self.people = share(self.samples, is_person)
        self.members = share(self.samples, lambda cell: isinstance(cell, str) and cell.strip() in members)
        self.values = share(self.samples, is_value)


def score(column: Column, field: Field, said: float, shares: Sequence[float | None], at: int) -> float:
    """Weigh heading and values: either can convince alone, and values that cannot be read veto a heading."""
    shape, doubt = shape_of(column, field)
    if shares[at] is None:
        return 0.95 * said * doubt
    own = shares[at] or 0.0
    others = [one or 0.0 for position, one in enumerate(shares) if position != at]
    peculiar = max(0.0, own - sum(others) / len(others)) if others else own
    if len(column.samples) >= 3 and own < 0.3:
        doubt *= own
    evidence = max(shape, field.kind.telling * peculiar * own)
    return 1 - (1 - 0.95 * said * doubt) * (1 - evidence * doubt)


def worth_reading(column: Column, field: Field, said: float) -> bool:
    """Tell whether reading a column's values can matter: it cannot where it would only weaken what is too weak."""
    if field.kind.telling:
        return True
    shape, doubt = shape_of(column, field)
    return 1 - (1 - 0.95 * said * doubt) * (1 - shape * doubt) >= ENOUGH


def shape_of(column: Column, field: Field) -> tuple[float, float]:
    """Say how much the look of text speaks for a field, and what factor is left of the heading's word."""
    if field.kind.telling or field.kind.looked_up:
        return (0.55 * column.members, 1.0) if field.kind.looked_up == "people" else (0.0, 1.0)
    if field.options.get("company"):
        return 0.55 * column.companies, 0.3 if column.people > 0.6 > 0.1 > column.companies else 1.0
    if holds_people(field):
        stranger = column.people * (1 - column.members)
        return 0.5 * stranger, 0.3 if column.companies > 0.5 or column.members > 0.6 else 1.0
    return 0.0, 0.5 if column.values > 0.8 else 1.0


def readable(column: Column, field: Field) -> float | None:
    """Tell which share of a column's values a field can read; None when that says nothing."""
    if not column.samples or field.kind.looked_up == "records":
        return None
    if field.kind.looked_up:
        return column.members
    if not any(can_read(cell, field) for cell in column.samples[:GLANCE]):
        return 0.0
    return share(column.samples, lambda cell: can_read(cell, field))


@lru_cache(REMEMBERED, typed=True)
def can_read(cell: Any, field: Field) -> bool:
    """Try one value."""
    try:
        return field.kind.read(cell, field) is not None
    except Unreadable:
        return False


def spellings_of(field: Field) -> list[str]:
    """List what a heading for a field may say: its labels in all languages, its name, its aliases."""
    said = [*field.label.values(), field.name, *field.options.get("aliases", ())]
    return list(dict.fromkeys(reduced(one) for one in said))


def holds_people(field: Field) -> bool:
    """Tell whether a text field is for people's names, by what it is called."""
    return not {reduced(heading) for heading in PEOPLE_HEADINGS}.isdisjoint(spellings_of(field))


@lru_cache(REMEMBERED)
def reduced(header: str) -> str:
    """Reduce a heading to what counts: simplified, no case, no brackets, no marks."""
    text = to_simplified(fold(header))
    return _marks.sub("", _brackets.sub("", text) or text)


def likeness(header: str, spellings: Sequence[str]) -> float:
    """Compare a heading with the spellings of a field, 0 to 1; of `手机/电话` also each half."""
    parts = [part for part in re.split(r"\s/\s|[/、,，]", header) if part.strip()]
    whole = max((alike(reduced(header), one) for one in spellings), default=0.0)
    halves = [alike(reduced(part), one) for part in parts for one in spellings] if len(parts) > 1 else []
    return max(whole, 0.93 * max(halves, default=0.0))


def alike(one: str, other: str) -> float:
    """Compare two reduced headings: equal, one within the other, or nearly the same letters."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and short in long:
        return 0.5 + 0.4 * len(short) / len(long)
    near = fuzz.ratio(one, other) / 100
    return 0.8 * near if near >= 0.5 else 0.0


def why(said: float) -> str:
    """Say what spoke for a match."""
    if said == 1:
        return _("Same name")
    return _("Similar name") if said >= 0.5 else _("Recognised by its values")

"""Turn the cells of a row into the values of a record, with a sentence for every cell that cannot be read."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.imports.cells import shown

REMEMBERED = 20_000
"""Cells a column remembers: enough for every column but names, phones and addresses, which hardly repeat."""
LONGEST_QUOTE = 200


class Problem(NamedTuple):
    """A cell that was not taken over, and why; the text of a protected field is masked."""

    field_name: str
    column_header: str
    raw_text: str
    sentence: str


Reading = tuple[Any, Problem | None, str]
"""What one cell says: its value, what is wrong with it, and what of it did not fit."""


class ReadRow(NamedTuple):
    """What one row says: values of its filled cells, problems, and what did not fit into a field."""

    values: dict[str, Any]
    problems: list[Problem]
    leftovers: list[tuple[str, str]]


NOTHING: Reading = (None, None, "")


class MappedColumn:
    """A column and the field it goes to. Remembers what equal cells said; make new ones for every import."""

    def __init__(self, index: int, header: str, field: Field) -> None:
        self.index, self.header, self.field = index, header, field
        self.said: dict[Any, Reading] = {}

    def read(self, raw: Any, key: Any) -> Reading:
        """Read a cell and remember under `key`, which tells 1 from 1.0 and true, what it said."""
        reading = self._read(raw)
        if len(self.said) < REMEMBERED:
            self.said[key] = reading
        return reading

    def _read(self, raw: Any) -> Reading:
        kind = self.field.kind
        if kind.blank(raw, self.field):
            return NOTHING
        try:
            return kind.read(raw, self.field), None, kind.leftover(raw, self.field)
        except Unreadable as refusal:
            return None, Problem(self.field.name, self.header, self._quote(raw), str(refusal)), ""

    def _quote(self, raw: Any) -> str:
        text = shown(raw)[:LONGEST_QUOTE]
        return self.field.kind.mask(text) if self.field.protected else text


def read_row(cells: Sequence[Any], mapping: Sequence[MappedColumn]) -> ReadRow:
    """Read a row; a field without a value is not in `values`."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    leftovers: list[tuple[str, str]] = []
    width = len(cells)
    for column in mapping:
        if column.index >= width:
            continue
        raw = cells[column.index]
        if raw == "" or raw is None:
            continue
        key = raw if type(raw) is str else (type(raw), raw)
        value, problem, leftover = column.said.get(key) or column.read(raw, key)
        if value is not None:
            values[column.field.name] = value
        if problem:
            problems.append(problem)
        if leftover:
            leftovers.append((column.field.name, leftover))
    return ReadRow(values, problems, leftovers)

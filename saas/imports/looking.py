"""Look at uploads in a process of its own: parse them once, keep their cells, and tell what a person has to decide."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from saas.fields.field import Field
from saas.imports.cells import shown
from saas.imports.headers import Table, find_table, find_tables, join_headers, read_table
from saas.imports.matching import match_columns
from saas.imports.packing import pack, unpack
from saas.imports.workbook import Sheet, open_workbook

SAMPLES = 3
TOP_ROWS = 12
TOP_CELLS = 6
LONGEST = 60


@dataclass(frozen=True)
class FoundColumn:
    """A column with some of its values, and what it was taken for."""

    index: int
    letter: str
    header: str
    samples: list[str]
    field: str | None
    confidence: float
    reason: str
    perhaps: str | None = None
    """The field that a column without one may be meant for: a person has to say so."""


@dataclass(frozen=True)
class Found:
    """What was found in one sheet. Without a table there are no columns; `top` are its first filled rows."""

    sheet: str
    hidden: bool
    header_row: int
    rows: int
    skipped: Mapping[str, int]
    columns: list[FoundColumn]
    top: list[tuple[int, list[str]]]

    def dump(self) -> bytes:
        """Write as JSON."""
        return orjson.dumps(self)

    @classmethod
    def load(cls, data: bytes) -> "Found":
        """Read back what `dump` wrote."""
        raw = orjson.loads(data)
        columns = [FoundColumn(**column) for column in raw.pop("columns")]
        return cls(**raw, columns=columns)


class Looking:
    """Looks at files for one form; `members` are our people's names, `others` the fields that no import fills."""

    def __init__(self, fields: Sequence[Field], members: Collection[str], others: Sequence[Field] = ()) -> None:
        self._fields, self._members, self._others = fields, members, others

    def look(self, path: Path, filename: str, cells: Path) -> list[Found]:
        """Parse an upload, write its cells into a file beside it, and tell what is in its sheets. Raise a sentence."""
        sheets = open_workbook(path, filename)
        tables = {table.sheet: table for table in find_tables(sheets)}
        cells.write_bytes(pack(sheets, tables.values()))
        return [self._found(sheet, tables.get(sheet.name)) for sheet in sheets]

    def look_again(self, cells: Path, sheet: str, header_row: int) -> Found:
        """Take another row for the headings."""
        wanted = unpack(cells.read_bytes(), sheet).sheet()
        return self._found(wanted, table_at(wanted, header_row))

    def _found(self, sheet: Sheet, table: Table | None) -> Found:
        found = Found(sheet.name, sheet.hidden, 0, 0, {}, [], top_of(sheet))
        if table is None:
            return found
        matches = match_columns(table, self._fields, self._members, self._others)
        columns = [
            FoundColumn(
                guess.index,
                guess.letter,
                guess.header[:LONGEST],
                [shown(value)[:LONGEST] for value in guess.samples[:SAMPLES]],
                match.field_name,
                match.confidence,
                match.reason,
                match.perhaps,
            )
            for guess, match in zip(table.columns, matches, strict=True)
        ]
        rows = len(table.rows)
        return replace(found, header_row=table.header_row, rows=rows, skipped=dict(table.skipped), columns=columns)


def table_at(sheet: Sheet, header_row: int) -> Table:
    """Read the table whose headings end in a given row, counted from 1."""
    table = find_table(sheet)
    if table is not None and table.header_row == header_row:
        return table
    at = min(max(header_row, 1), max(len(sheet.rows), 1)) - 1
    headings: list[Sequence[Any]] = [sheet.rows[at]] if sheet.rows else [[]]
    return read_table(sheet, at, join_headers(headings))


def top_of(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """List the first filled rows with the beginnings of their cells."""
    filled = ((number, [shown(cell) for cell in row]) for number, row in enumerate(sheet.rows[:60], 1))
    return [(n, [t[:LONGEST] for t in row if t][:TOP_CELLS]) for n, row in filled if any(row)][:TOP_ROWS]

"""Find the table in a sheet: where its headings are, and which rows are records rather than titles or totals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from saas.imports.cells import (
    BEGINNINGS,
    is_empty,
    is_label,
    is_note,
    is_remark,
    is_total,
    is_value,
    shown,
    starts_otherwise,
)
from saas.imports.errors import NoTable
from saas.imports.workbook import Sheet
from saas.kit.text import fold, is_blank

LOOK_AT = 40
"""Rows from the top among which the headings must be."""
SAMPLES = 60

Row = Sequence[Any]


@dataclass(frozen=True)
class ColumnGuess:
    """A column of the table, its heading as written, and some of its distinct values."""

    index: int
    header: str
    samples: list[Any] = field(repr=False)

    @property
    def letter(self) -> str:
        """Name the column as Excel does."""
        return chr(65 + self.index) if self.index < 26 else chr(64 + self.index // 26) + chr(65 + self.index % 26)


@dataclass(frozen=True)
class Table:
    """Headings and records of one sheet; `rows` carry the row numbers that Excel shows."""

    sheet: str
    header_row: int
    columns: list[ColumnGuess]
    rows: list[tuple[int, Row]] = field(repr=False)
    skipped: Counter[str] = field(default_factory=Counter)
    """How many rows below the headings are no records: `blank`, `total`, `header`, `note`."""


def find_tables(sheets: Iterable[Sheet]) -> list[Table]:
    """Find the table of every visible sheet that has one, of hidden ones when nothing else has; raise NoTable."""
    sheets = list(sheets)
    shown_first = [sheet for sheet in sheets if not sheet.hidden], [sheet for sheet in sheets if sheet.hidden]
    for some in shown_first:
        if tables := [table for sheet in some if (table := find_table(sheet))]:
            return tables
    raise NoTable


def find_table(sheet: Sheet) -> Table | None:
    """Find the table of a sheet; None when there is none."""
    top = [(at, row) for at, row in enumerate(sheet.rows[: LOOK_AT * 2]) if not all(map(is_empty, row))]
    found = header_of(top)
    if found is None:
        return None
    first, last = found
    headers = join_headers(sheet.rows[first : last + 1])
    return read_table(sheet, last, headers)


def header_of(top: Sequence[tuple[int, Row]]) -> tuple[int, int] | None:
    """Say from which to which row the headings go: the first row of labels, if only titles stand above it."""
    for position, (at, row) in enumerate(top):
        body = [row for _, row in top[position + 1 :]]
        usual = median(map(filled, body)) if body else filled(row)
        if filled(row) < max(1 if usual <= 1 and body else 2, usual / 2):
            continue
        if all(is_empty(cell) or is_remark(cell) for cell in row):
            continue
        labels = [cell for cell in row if is_label(cell)]
        if len(labels) < 0.8 * filled(row) or len(set(labels)) < 0.8 * len(labels):
            return None
        if body and top[position + 1][0] == at + 1 and is_second_header(row, body[0], body[1:]):
            return at, at + 1
        return at, at
    return None


def is_second_header(above: Row, row: Row, body: list[Row]) -> bool:
    """Tell whether a row completes the headings above it: it labels what they leave open, over columns of values."""
    open_cells = [at for at, cell in enumerate(row) if not is_empty(cell) and (at >= len(above) or is_empty(above[at]))]
    filled_cells = [cell for cell in row if not is_empty(cell)]
    gaps = any(is_empty(cell) for cell in above[: len(row)])
    if not gaps or not all(map(is_label, filled_cells)) or len(set(filled_cells)) < len(filled_cells):
        return False
    return bool(open_cells) and any(
        mostly_values([one[at] for one in body if at < len(one)]) for at, cell in enumerate(row) if not is_empty(cell)
    )


def mostly_values(cells: list[Any]) -> bool:
    """Tell whether a column holds numbers, dates or addresses rather than words."""
    present = [cell for cell in cells if not is_empty(cell) and not is_blank(cell)]
    return bool(present) and sum(map(is_value, present)) > 0.6 * len(present)


def join_headers(rows: Sequence[Row]) -> list[str]:
    """Join the headings of one or two rows; a heading above spans the open cells to its right."""
    if len(rows) == 1:
        return [shown(cell) for cell in rows[0]]
    above, below = rows
    headers, group = [], ""
    for at in range(max(len(above), len(below))):
        top = shown(above[at]) if at < len(above) else ""
        bottom = shown(below[at]) if at < len(below) else ""
        group = top or (group if bottom else "")
        headers.append(" / ".join(filter(None, (group, bottom))))
    return headers


def read_table(sheet: Sheet, header_at: int, headers: list[str]) -> Table:
    """Take the records below the headings, and leave out what only looks like some."""
    folded = [fold(header) for header in headers]
    telling = {*BEGINNINGS, *(header[0] for header in folded if header)}
    rows: list[tuple[int, Row]] = []
    skipped: Counter[str] = Counter()
    for number, row in enumerate(sheet.rows[header_at + 1 :], header_at + 2):
        first = row[0] if row else ""
        if type(first) is str and "\u4e00" <= first[:1] <= "\u9fff" and first[0] not in telling:
            rows.append((number, row))  # Nearly all rows end here: a name in Chinese.
        elif why := no_record(row, folded):
            skipped[why] += 1
        else:
            rows.append((number, row))
    return Table(sheet.name, header_at + 1, columns_of(headers, rows), rows, skipped)


def no_record(row: Row, headers: list[str]) -> str:
    """Say why a row is no record; empty when it is one."""
    first = next((cell for cell in row if cell and not is_empty(cell)), None)
    if first is None:
        return "blank" if filled(row) == 0 else ""
    if not isinstance(first, str) or not (starts_otherwise(first) or fold(first) in headers):
        return ""
    present = [cell for cell in row if not is_empty(cell)]
    if is_total(present):
        return "total"
    if is_note(present):
        return "note"
    repeated = len(present) > 1 and [fold(shown(cell)) for cell in present] == [one for one in headers if one]
    return "header" if repeated else ""


def columns_of(headers: list[str], rows: list[tuple[int, Row]]) -> list[ColumnGuess]:
    """List the columns that have a heading or a value."""
    width = max([len(headers), *(len(row) for _, row in rows[:1000])])
    spread = [row for _, row in rows[:: max(1, len(rows) // 400)]]
    columns = []
    for at in range(width):
        header = headers[at] if at < len(headers) else ""
        samples = samples_of(row[at] for row in spread if at < len(row))
        if header or samples:
            columns.append(ColumnGuess(at, header, samples))
    return columns


def samples_of(cells: Iterable[Any]) -> list[Any]:
    """Pick distinct values that say something."""
    found: dict[Any, None] = {}
    for cell in cells:
        if not is_blank(cell):
            found[cell] = None
            if len(found) == SAMPLES:
                break
    return list(found)


def filled(row: Row) -> int:
    """Count the cells of a row that hold something."""
    return sum(not is_empty(cell) for cell in row)

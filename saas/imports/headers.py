"""Find the table in a sheet: where its headings are, and which rows are records rather than titles or totals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

from saas.imports.cells import is_empty, is_label, is_remark, is_value, is_year, shown
from saas.imports.errors import NoTable
from saas.imports.hints import hints_below
from saas.imports.marked import Flawed, Merged
from saas.imports.nonrecords import (
    NonRecords,
    are_headings,
    is_closing,
    is_numbering,
    is_title,
    mostly_values,
    value_columns,
)
from saas.imports.workbook import Sheet
from saas.kit.text import is_blank
from saas.kit.units import unit_above

LOOK_AT = 40
"""Rows from the top among which the headings must be."""
SAMPLES = 60
NEAR = 5
"""Rows further down in which clear headings excuse a row of data above them."""
DEEPEST = 3
"""Rows that headings may take: groups of groups, groups, headings. The lower two are used."""

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
    unit: Decimal | None = None
    units: Mapping[int, Decimal] = field(default_factory=dict)
    """Units said right below single headings, by column."""
    from_1904: bool = False
    """By what a line above the headings says that amounts are to be multiplied, such as 单位：万元."""


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
    fill_merged(sheet, last)
    headers = join_headers(sheet.rows[first : last + 1])
    return read_table(sheet, last, headers)


def header_of(top: Sequence[tuple[int, Row]]) -> tuple[int, int] | None:
    """Say from which to which row the headings go: the first row of labels, if only titles stand above it."""
    for position, (at, row) in enumerate(top):
        body = [row for _, row in top[position + 1 :]]
        usual = median(map(filled, body)) if body else filled(row)
        if filled(row) < max(1 if usual <= 1 and body else 2, usual / 2):
            continue
        present = [cell for cell in row if not is_empty(cell)]
        if all(map(is_remark, present)) or is_numbering(present):
            continue
        values = value_columns(body)
        labels = [cell for cell in row if is_label(cell) or is_year(cell)]
        if len(labels) < 0.8 * len(present) or 2 * len(set(labels)) <= len(labels):
            if not any(are_headings(below, values) for below in body[:NEAR]):
                return None
            continue
        if (deeper := last_heading(top[position : position + DEEPEST], values)) > at:
            return deeper - 1, deeper
        if body and top[position + 1][0] == at + 1 and is_second_header(row, body[0], body[1:]):
            return at, at + 1
        return (at - 1 if position and is_group_header(top[position - 1], at, row) else at), at
    return None


def last_heading(top: Sequence[tuple[int, Row]], values: Sequence[int]) -> int:
    """Say where the last of some rows one below the other stands that says what headings say over columns of values."""
    first = last = top[0][0]
    for offset, (at, row) in enumerate(top):
        if at != first + offset or (offset and any(is_value(cell) and not is_year(cell) for cell in row)):
            break
        if offset and are_headings(row, values):
            last = at
    return last


def is_group_header(before: tuple[int, Row], at: int, row: Row) -> bool:
    """Tell whether the row right above labels what the headings leave open, such as 客户 merged over two rows."""
    above, cells = before
    labels = [cell for cell in cells if not is_empty(cell)]
    if above != at - 1 or len(labels) < 2 or not all(map(is_label, labels)) or len(set(labels)) < len(labels):
        return False
    return any(not is_empty(cell) and (place >= len(row) or is_empty(row[place])) for place, cell in enumerate(cells))


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
    body = sheet.rows[header_at + 1 :]
    others = NonRecords(headers, body)
    rows: list[tuple[int, Row]] = []
    skipped: Counter[str] = Counter()
    hints, units = hints_below(body)
    if hints:
        skipped["header"] += hints
    for number, row in enumerate(body[hints:], header_at + 2 + hints):
        if others.surely_record(row) or not (why := others.why(row)):
            rows.append((number, row))
            continue
        skipped[why] += 1
        if why == "header" and rows and is_title(rows[-1][1]):
            rows.pop()
            skipped["note"] += 1
    drop_closing(rows, skipped)
    columns, unit = columns_of(headers, rows), unit_of(sheet, header_at)
    return Table(sheet.name, header_at + 1, columns, rows, skipped, unit, units, sheet.from_1904)


def fill_merged(sheet: Sheet, header_at: int) -> None:
    """Give the cells below the first of a merged region its value, as far as they are below the headings."""
    for (top, left), (bottom, _right) in sheet.merged:
        if header_at < top < bottom and not is_empty(value := cell_at(sheet.rows, top, left)):
            for row in sheet.rows[top + 1 : bottom + 1]:
                if left < len(row) and is_empty(row[left]):
                    row[left] = Merged(value)


def cell_at(rows: Sequence[Row], row: int, column: int) -> Any:
    """Give a cell; nothing where the sheet does not reach."""
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def drop_closing(rows: list[tuple[int, Row]], skipped: Counter[str]) -> None:
    """Leave out the sentences below a table of several columns."""
    if len(rows) > 1 and median(filled(row) for _, row in rows[:SAMPLES]) > 1:
        while rows and is_closing(rows[-1][1]):
            rows.pop()
            skipped["note"] += 1


def unit_of(sheet: Sheet, header_at: int) -> Decimal | None:
    """Find the unit that a line above the headings says."""
    said = (unit_above(cell) for row in sheet.rows[:header_at][-LOOK_AT:] for cell in row if isinstance(cell, str))
    return next(filter(None, said), None)


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
        if not is_blank(cell) and not isinstance(cell, Flawed):
            found[cell] = None
            if len(found) == SAMPLES:
                break
    return list(found)


def filled(row: Row) -> int:
    """Count the cells of a row that hold something."""
    return sum(not is_empty(cell) for cell in row)

"""Give rows back with what became of them, as a workbook to correct and upload again. Runs in a process of its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from saas.exports.cells import formats_of, open_workbook_file, write_cell
from saas.imports.looking import table_at
from saas.imports.packing import unpack

WIDTH = 18
Heading = tuple[str, int]
"""A column's heading, and which of those of that name it is in its sheet."""


class Annotated:
    """Writes one sheet: the columns of all uploaded sheets, then what became of the row, why, and where it stood."""

    def __init__(self, path: Path, name: str, head: Sequence[str]) -> None:
        self._path, self._name, self._head = path, name, head
        self._columns: dict[Heading, int] = {}
        self._rows: list[tuple[dict[int, Any], Sequence[Any]]] = []

    def add(self, cells: Path, sheet: str, header_row: int, said: Mapping[int, Sequence[Any]]) -> None:
        """Take the rows of one uploaded sheet about which there is something to say, by row number."""
        table = table_at(unpack(cells.read_bytes(), sheet).sheet(), header_row)
        times: Counter[str] = Counter()
        places = []
        for column in table.columns:
            heading = column.header or column.letter
            places.append((column.index, self._columns.setdefault((heading, times[heading]), len(self._columns))))
            times[heading] += 1
        for number, row in table.rows:
            if number in said:
                values = {place: row[index] for index, place in places if index < len(row)}
                self._rows.append((values, said[number]))

    def close(self) -> None:
        """Write the file."""
        book = open_workbook_file(str(self._path), str(self._path.parent))
        formats, sheet = formats_of(book), book.add_worksheet(self._name)
        head = [*(heading for heading, _n in self._columns), *self._head]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, WIDTH)
        sheet.autofilter(0, 0, max(1, len(self._rows)), len(head) - 1)
        for at, text in enumerate(head):
            sheet.write_string(0, at, text, formats["head"])
        for line, (values, said) in enumerate(self._rows, 1):
            for at, value in [*sorted(values.items()), *enumerate(said, len(self._columns))]:
                write_cell(sheet, line, at, value, formats)
        book.close()

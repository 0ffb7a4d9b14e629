"""Give rows back with what became of them, as a workbook to correct and upload again. Runs in a process of its own."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from saas.exports.cells import formats_of, open_workbook_file, write_cell
from saas.imports.looking import table_at
from saas.imports.packing import unpack

WIDTH = 18
_forbidden = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
"""Characters that Excel lets a sheet's name have."""


class Page(NamedTuple):
    """One sheet to write: its name, the words for its last columns, and by row number the outcome and the reasons."""

    name: str
    head: tuple[str, str, str]
    rows: Mapping[int, tuple[str, str]]


class Annotated:
    """Writes one workbook, sheet by sheet."""

    def __init__(self, path: Path) -> None:
        self._book = open_workbook_file(str(path), str(path.parent))
        self._formats = formats_of(self._book)
        self._names: set[str] = set()

    def add(self, cells: Path, sheet: str, header_row: int, pages: Sequence[Page]) -> None:
        """Write rows of one uploaded sheet: the original columns, then what became of the row and why."""
        table = table_at(unpack(cells.read_bytes(), sheet).sheet(), header_row)
        headers = [column.header or column.letter for column in table.columns]
        indexes = [column.index for column in table.columns]
        for page in pages:
            written = self._book.add_worksheet(self._free(page.name))
            written.freeze_panes(1, 0)
            written.set_column(0, len(headers) + 2, WIDTH)
            for at, text in enumerate([*headers, *page.head]):
                written.write_string(0, at, text, self._formats["head"])
            line = 0
            for number, row in table.rows:
                if number not in page.rows:
                    continue
                line += 1
                said = [row[index] if index < len(row) else None for index in indexes]
                for at, value in enumerate([*said, *page.rows[number], number]):
                    write_cell(written, line, at, value, self._formats)

    def close(self) -> None:
        """Finish the file."""
        if not self._names:
            self._book.add_worksheet()
        self._book.close()

    def _free(self, name: str) -> str:
        """Make a name that Excel accepts and no other sheet has."""
        plain = _forbidden.sub(" ", name).strip() or "Sheet"
        free, number = plain[:LONGEST_NAME], 2
        while free.casefold() in self._names:
            mark = f" {number}"
            free, number = plain[: LONGEST_NAME - len(mark)] + mark, number + 1
        self._names.add(free.casefold())
        return free

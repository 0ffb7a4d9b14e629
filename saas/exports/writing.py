"""Write a file of records, some rows at a time. Pure computing: xlsx is written in a process of its own."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from saas.exports.cells import Share, formats_of, harmless_text, open_workbook_file, write_cell
from saas.kit.numbers import EXACT, exact_number

FORMATS = ("xlsx", "csv")
WIDTH = 18
BOM = "\ufeff"
"""Without it Excel takes a CSV file for the encoding of the country it is in."""


class Writing:
    """Writes one workbook."""

    def __init__(self, path: Path, name: str, heads: Sequence[str]) -> None:
        self._book = open_workbook_file(str(path), str(path.parent))
        self._formats = formats_of(self._book)
        self._sheet = self._book.add_worksheet("".join(" " if c in "[]:*?/\\'" else c for c in name)[:31] or None)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, max(len(heads) - 1, 0), WIDTH)
        for at, head in enumerate(heads):
            self._sheet.write_string(0, at, head, self._formats["head"])
        self._next = 1

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write some rows."""
        for row in rows:
            for at, value in enumerate(row):
                write_cell(self._sheet, self._next, at, value, self._formats)
            self._next += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def csv_lines(rows: Sequence[Sequence[Any]]) -> str:
    """Write rows of CSV (RFC 4180)."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([plain(value) for value in row] for row in rows)
    return text.getvalue()


def plain(value: Any) -> str:
    """Write a value as text. Only text can be hostile, and gets an apostrophe then; -5 is a number."""
    if value is None:
        return ""
    if isinstance(value, Share):
        return f"{exact_number(value.scaleb(2, EXACT))}%"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return harmless_text(value) if isinstance(value, str) else str(value)

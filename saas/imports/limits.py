"""How large a sheet may be, and what reading one gives, whoever reads it."""

from collections.abc import Sequence
from typing import Any

MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELLS = 10_000_000

Cells = list[list[Any]]
Region = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged region: row and column, from 0."""
Parsed = list[tuple[str, bool, Cells, Sequence[Region]]]
"""Sheets in order: name, hidden, rows from the first row of the sheet on, merged regions."""

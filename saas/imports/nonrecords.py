"""Tell rows that only look like records: totals, notes, and headings and titles that were pasted in between."""

import re
from collections.abc import Sequence
from typing import Any

from saas.imports.cells import BEGINNINGS, ENDINGS, is_empty, is_label, is_note, is_total, is_value, shown
from saas.imports.shapes import is_company
from saas.kit.text import fold, is_blank

LOOK_AT = 60
"""Rows that tell which columns hold values."""
SHORT = 6
"""Characters that a heading, unlike a company's name, may have."""

_heading = re.compile(
    r"电话|電話|手机|手機|联系|聯[絡繫]|方式|号|號|邮|郵|金额|金額|额$|預?算|预算|日期?$|时间|時間|数|數|价|率"
    r"|phone|mobile|tel|mail|date|time|amount|contact|price|no\b|qty|budget",
    re.IGNORECASE,
)
_sentence = re.compile(r"[，。；！]|^[※＊★●○■◆]")
_hint = re.compile(
    r"[(（]?(?:非?必填项?|选填|可选|文本|数字|日期|下拉|单选|多选|required|optional|text|date|number)[)）]?",
    re.IGNORECASE,
)

Row = Sequence[Any]


class NonRecords:
    """Knows the headings of a table, and which of its columns hold values rather than words."""

    def __init__(self, headers: Sequence[str], body: Sequence[Row]) -> None:
        self._headers = [header for header in map(fold, headers) if header]
        self._beginnings = {*BEGINNINGS, *(header[0] for header in self._headers)}
        self._values = value_columns(body)

    def surely_record(self, row: Row) -> bool:
        """Tell at a glance what is a record: nearly all rows begin with a long name in Chinese."""
        first = row[0] if row else ""
        return (
            type(first) is str
            and len(first) > SHORT
            and "\u4e00" <= first[0] <= "\u9fff"
            and first[0] not in self._beginnings
            and first[-1] not in ENDINGS
        )

    def why(self, row: Row) -> str:
        """Say why a row is no record, `blank`, `total`, `note` or `header`; empty when it is one."""
        present = [cell for cell in row if not is_empty(cell)]
        if not present:
            return "blank"
        if is_total(present):
            return "total"
        if is_note(present):
            return "note"
        headings = self._repeats(present) or is_numbering(present) or is_hint(present)
        return "header" if headings or are_headings(row, self._values) else ""

    def _repeats(self, present: Sequence[Any]) -> bool:
        if not 1 < len(present) == len(self._headers):
            return False
        return all(fold(shown(cell)) == header for cell, header in zip(present, self._headers, strict=True))


def value_columns(body: Sequence[Row]) -> list[int]:
    """List the columns that hold numbers, dates or addresses rather than words."""
    rows = body[:LOOK_AT]
    width = max(map(len, rows), default=0)
    return [at for at in range(width) if mostly_values([row[at] for row in rows if at < len(row)])]


def mostly_values(cells: Sequence[Any]) -> bool:
    """Tell whether cells hold numbers, dates or addresses rather than words."""
    present = [cell for cell in cells if not is_empty(cell) and not is_blank(cell)]
    return bool(present) and sum(map(is_value, present)) > 0.6 * len(present)


def are_headings(row: Row, values: Sequence[int]) -> bool:
    """Tell a row of headings in whatever words: different labels, and what headings say above columns of values."""
    above = [row[at] for at in values if at < len(row) and not is_empty(row[at])]
    if len(above) < max(2, 0.6 * len(values)) or not all(map(is_label, above)):
        return False
    present = [cell for cell in row if not is_empty(cell)]
    different = all(map(is_label, present)) and len(set(present)) == len(present)
    return different and 2 * sum(_heading.search(label) is not None for label in above) > len(above)


def is_numbering(present: Sequence[Any]) -> bool:
    """Tell the numbers of the columns: 1, 2, 3 or (1), (2), (3)."""
    if len(present) < 3 or (first := shown(present[0])).strip("()（）") != "1":
        return False
    return [shown(cell) for cell in present] == [first.replace("1", str(n)) for n in range(1, len(present) + 1)]


def is_hint(present: Sequence[Any]) -> bool:
    """Tell what a template says below its headings about how to fill them in: 必填, 选填, 日期."""
    return len(present) > 1 and all(isinstance(cell, str) and _hint.fullmatch(cell.strip()) for cell in present)


def is_title(row: Row) -> bool:
    """Tell what may stand above headings: one cell that is no company."""
    present = [cell for cell in row if not is_empty(cell)]
    return len(present) == 1 and isinstance(present[0], str) and not is_company(present[0])


def is_closing(row: Row) -> bool:
    """Tell what may stand below a table: one cell with a sentence."""
    present = [cell for cell in row if not is_empty(cell)]
    return len(present) == 1 and isinstance(present[0], str) and _sentence.search(present[0].strip()) is not None

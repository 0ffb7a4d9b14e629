"""What a single cell looks like: nothing, a heading, a value, the start of a total."""

import re
from datetime import date
from typing import Any

from saas.kit.text import clean_line

LONGEST_LABEL = 40

_value = re.compile(
    r"\d{5,}|@[\w-]+\.|https?://|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|^[¥￥$+\-(]?\s*[\d,.]+\s*[%万亿元]*\)?$|\d{3,4}-\d{4}"
)
_bracketed = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_said = re.compile(r"[:：]\s*\S")
_sum = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|總\s*計|合\s*計|(?:grand\s*|sub)?total|sum)\s*(?:[:：(（\d].*)?", re.I
)
_note = re.compile(r"(?:注|备注|備註|说明|說明|制表|填表|审核|审批|打印|单位|note)[^:：]{0,6}[:：]", re.I)
BEGINNINGS = "合总小共累總注备備说說制填审打单"
"""The Chinese characters that totals and notes begin with."""
_amount = re.compile(r"[¥￥$]?\s*-?[\d,.]+\s*[%万亿元条行家户个]?")


def is_empty(cell: Any) -> bool:
    """Tell whether nothing visible stands in a cell."""
    return cell is None or (isinstance(cell, str) and (not cell or not cell.strip()))


def shown(cell: Any) -> str:
    """Write a cell as its sheet would show it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date) and not isinstance(cell, str):
        return str(cell)
    return clean_line(str(cell)) if cell is not None else ""


def is_value(cell: Any) -> bool:
    """Tell whether a cell holds data that no heading is made of: a number, a date, an address."""
    return _value.search(cell.strip()) is not None if isinstance(cell, str) else not is_empty(cell)


def is_label(cell: Any) -> bool:
    """Tell whether a cell could be a heading: a few words without a value and without `name: value`."""
    if not isinstance(cell, str) or is_value(cell):
        return False
    return 0 < len(clean_line(cell)) <= LONGEST_LABEL and not is_remark(cell)


def is_remark(cell: Any) -> bool:
    """Tell a cell that says `name: value`, as stand above tables."""
    return isinstance(cell, str) and _said.search(_bracketed.sub("", clean_line(cell))) is not None


def starts_otherwise(cell: str) -> bool:
    """Tell whether a row that begins with this cell may be a total or a note: most are not, and fast."""
    text = cell.strip()
    return _sum.match(text) is not None or _note.match(text) is not None


def is_total(filled: list[Any]) -> bool:
    """Tell a row that sums up others: its first cell says so, and figures are all that follows."""
    first, *rest = filled
    return isinstance(first, str) and _sum.fullmatch(first.strip()) is not None and all(map(_is_figure, rest))


def is_note(filled: list[Any]) -> bool:
    """Tell a remark below or between rows: one cell that begins like 注: or 制表:."""
    return len(filled) == 1 and isinstance(filled[0], str) and _note.match(filled[0].strip()) is not None


def _is_figure(cell: Any) -> bool:
    return not isinstance(cell, str) or _amount.fullmatch(cell.strip()) is not None or cell.strip() in ("-", "/", "—")

"""What a single cell looks like: nothing, a heading, a value, the start of a total."""

import re
from datetime import date
from typing import Any

from saas.imports.marked import Flawed, Merged
from saas.kit.text import clean_line

LONGEST_LABEL = 40

_value = re.compile(
    r"\d{5,}|@[\w-]+\.|https?://|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|^[¥￥$+\-(]?\s*[\d,.]+\s*[%万亿元]*\)?$|\d{3,4}-\d{4}"
)
_bracketed = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_said = re.compile(r"[:：]\s*\S")
_sum = re.compile(
    r"(?:[\u4e00-\u9fff\d\s]{0,8}?(?:[合总總小共累]\s*[计計]|汇\s*总|匯\s*總|平\s*均)(?:金[额額]|[额額值数數]|[户戶家]数)?"
    r"|(?:grand\s*|sub[\s-]?)?total|sum|average|avg\.?)\s*(?:[:：(（\d].*)?",
    re.I,
)
_note = re.compile(
    r"(?:注|备注|備註|说明|說明|制表|填表|审核|审批|打印|单位|图例|圖例|提示|(?:数据|資料|资料)来源|数据截[至止]|note)"
    r"[^:：]{0,6}[:：]|以上|[※＊*]\s?[注说以]",
    re.I,
)
BEGINNINGS = "合总小共累總注备備说說制填审打单图圖提数资資以"
"""The Chinese characters that totals and notes begin with."""
ENDINGS = "计計总總均额額值数數:：。)）表"
"""The Chinese characters that totals, notes and titles end with, and hardly any name."""
_amount = re.compile(r"共?\s*[¥￥$]?\s*-?[\d,.]+\s*(?:[%万亿元条行家户个笔项位名]*|家?客[户戶])")
_mobile = re.compile(r"1[3-9]\d{9}")


def is_empty(cell: Any) -> bool:
    """Tell whether nothing of its own stands in a cell: nothing visible, no value, or only that of the row above."""
    if isinstance(cell, str):
        return not cell or not cell.strip()
    return cell is None or isinstance(cell, Flawed | Merged)


def shown(cell: Any) -> str:
    """Write a cell as its sheet would show it."""
    if isinstance(cell, Merged):
        cell = cell.value
    if isinstance(cell, bool):
        return str(cell).upper()
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


def is_year(cell: Any) -> bool:
    """Tell a year, which may head a column of figures."""
    return isinstance(cell, int | float) and cell in range(1990, 2101)


def is_remark(cell: Any) -> bool:
    """Tell a cell that says `name: value`, as stand above tables."""
    return isinstance(cell, str) and _said.search(_bracketed.sub("", clean_line(cell))) is not None


def is_total(filled: list[Any]) -> bool:
    """Tell a row that sums up others: its first cell, or that behind a number, says so; the others are figures."""
    words = [cell for cell in filled[:2] if isinstance(cell, str) and not _is_figure(cell)]
    said = len(words) == 1 and _sum.fullmatch(words[0].strip()) is not None
    return said and all(_is_figure(cell) for cell in filled if cell is not words[0])


def is_note(filled: list[Any]) -> bool:
    """Tell a remark below or between rows: a cell that begins like 注: or 制表:, or several of `name: value`."""
    if len(filled) == 1:
        return isinstance(filled[0], str) and _note.match(filled[0].strip()) is not None
    return all(map(is_remark, filled))


def _is_figure(cell: Any) -> bool:
    if not isinstance(cell, str):
        return True
    text = cell.strip()
    return text in ("-", "/", "—") or (_amount.fullmatch(text) is not None and not _mobile.fullmatch(text))

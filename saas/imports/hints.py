"""Tell the rows right below the headings that say how to fill a template in: hints, units, and examples."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from saas.imports.cells import is_empty
from saas.kit.numbers import UNITS

AT_MOST = 4
"""Rows below the headings that may be such."""

_hint = re.compile(
    r"(?:非?必填|选填|選填|可选|可選|必须|必須|不可?空|可空|文本|文字|数字|數字|数值|日期|时间|下拉|单选|多选|唯一|格式|字符|字数|整数|小数|金额"
    r"|不超过|不超過|最多|最长|限|例如|例[:：]|如[:：]|如\d|单位|單位|请|請|填写|填寫|输入|輸入|选择|選擇"
    r"|\d+\s?位|y{2,4}[-/.年]?m{1,2}|年[-/]月[-/]日|年月日|required|optional|format|max|e\.g|text|number|date)",
    re.IGNORECASE,
)
_kind = re.compile(r"(?:string|varchar|int|decimal|datetime|bool)(?:\(\d+\))?", re.IGNORECASE)
_example = re.compile(
    r"[(（\[【]?(?:举?例(?:如|子|[:：])|例(?=[:：])|示例|样例|範例|范例|样本|填写示例|example|sample|e\.g)",
    re.IGNORECASE,
)
_whole_example = re.compile(
    r"[(（\[【]?(?:举例|例|例子|示例|样例|範例|范例|样本|填写示例|example|sample)[)）\]】]?(?:行|数据|勿删|请删除)?\d*",
    re.IGNORECASE,
)
_unit = re.compile(
    r"(?:单位|單位|unit)?[:：]?(?:人民币|人民幣|rmb)?(百[万萬]|千[万萬]|[千万萬亿億])?[元圆圓]?", re.IGNORECASE
)
_plain_unit = re.compile(r"(?:元|美元|港元|台|个|件|套|%|％|天|月|年|人|家|次|㎡|平方米|kg|吨)")
LONGEST = 40

Row = Sequence[Any]


def hints_below(body: Sequence[Row]) -> tuple[int, dict[int, Decimal]]:
    """Count the rows of hints, units and examples that a table begins with; give the units said there by column."""
    count, units = 0, dict[int, Decimal]()
    for at, row in enumerate(body[:AT_MOST]):
        if not any(not is_empty(cell) for cell in row):
            continue
        if not (is_guide(row) or is_example(row)):
            break
        count = at + 1
        if is_guide(row):
            units |= {column: unit for column, cell in enumerate(row) if (unit := unit_said(cell)) is not None}
    return count, units


def is_guide(row: Row) -> bool:
    """Tell a row in which every cell is a hint or a unit."""
    present = [cell for cell in row if not is_empty(cell)]
    return bool(present) and all(
        isinstance(cell, str)
        and len(cell) <= LONGEST
        and (_hint.search(cell) or _kind.fullmatch(cell.strip()) or is_unit(cell))
        and not is_named(cell)
        for cell in present
    )


def is_named(cell: str) -> bool:
    """Tell what is a name rather than a hint, whatever words it has in it."""
    return cell.strip().endswith(("公司", "集团", "集團", "厂", "店"))


def is_unit(cell: str) -> bool:
    """Tell a cell that says nothing but a unit."""
    text = "".join(unicodedata.normalize("NFKC", cell).split()).strip("()[]【】")
    return bool(text) and bool(_unit.fullmatch(text) or _plain_unit.fullmatch(text))


def unit_said(cell: Any) -> Decimal | None:
    """Read the factor of a unit; None where there is none."""
    if not isinstance(cell, str) or not is_unit(cell):
        return None
    match = _unit.fullmatch("".join(unicodedata.normalize("NFKC", cell).split()).strip("()[]【】"))
    return Decimal(UNITS[match[1]]) if match and match[1] else None


def is_example(row: Row) -> bool:
    """Tell a row that calls itself an example in any of its cells."""
    texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
    begins = bool(texts) and _example.match(texts[0]) is not None
    return begins or any(_whole_example.fullmatch(text) for text in texts)

"""Units that stand above a column of numbers instead of in its cells: 金额(万元), 预算/千元, Amount (K), 单位：万元."""

import re
import unicodedata
from decimal import Decimal

from saas.kit.numbers import UNITS, read_decimal

_chinese = r"百[万萬]|千[万萬]|[千万萬亿億]"
_before, _behind = r"(?:人民币|人民幣|rmb|cny|¥)?[:：]?", r"(?:元|圆|圓|人民币|人民幣|rmb|cny)?"
_in_brackets = re.compile(rf"[(\[【](?:.*(?:单位|單位|unit))?[:：]?{_before}({_chinese}|[kwm]){_behind}[)\]】]")
_at_end = re.compile(rf"(?:[,/:_-]({_chinese})|({_chinese})(?=[元圆圓])){_behind}$")
_said_above = re.compile(rf"(?:单位|單位|unit)\s*[:：]\s*{_before}({_chinese}){_behind}(?!\w)")
_own = re.compile(r"[十百千万萬亿億元圆圓块kw]|(?<!r)m(?!b)")
MARKS = ("人民币", "人民幣", "rmb", "cny", "¥")


def unit_in(heading: str) -> Decimal | None:
    """Read the factor that a heading says, such as 10000 of 金额(万元); None when it says none."""
    text = "".join(unicodedata.normalize("NFKC", heading).casefold().split())
    match = _in_brackets.search(text) or _at_end.search(text)
    return Decimal(UNITS[match[match.lastindex or 0]]) if match else None


def unit_above(text: str) -> Decimal | None:
    """Read the factor that a line above a table says, such as 单位：万元; None when it says none."""
    match = _said_above.search(unicodedata.normalize("NFKC", text).casefold())
    return Decimal(UNITS[match[1]]) if match else None


def times(raw: object, factor: Decimal | None) -> object:
    """Multiply a cell that is a mere number; one that says its own unit, or no number at all, stays as it is."""
    if factor is None:
        return raw
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return Decimal(str(raw)) * factor
    if not isinstance(raw, str) or _own.search(text := unicodedata.normalize("NFKC", raw).casefold()):
        return raw
    try:
        return read_decimal(text, MARKS) * factor
    except ValueError:
        return raw

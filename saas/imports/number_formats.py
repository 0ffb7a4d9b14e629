"""Number formats of spreadsheets: what a cell shows beside its digits, such as 12万, D0007, $500.00 and 50%."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

BUILT_IN = {9: "0%", 10: "0.00%"}
"""The telling formats that a workbook names without saying them."""
LONGEST = 1_000

_token = re.compile(
    r'"([^"]*)"|[\\!](.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[([<>=]+)(-?\d+(?:\.\d+)?)\]|\[[^\]]*\]|(General|G/通用格式)|E[+-]|(.)',
    re.IGNORECASE | re.DOTALL,
)
_semicolon = re.compile(r'"[^"]*"|[\\!_*].|\[[^\]]*\]|(;)', re.DOTALL)
_unit = re.compile("百[万萬]|千[万萬]|[千万萬亿億]")
_unit_words = {1000: "千", 10**4: "万", 10**6: "百万", 10**8: "亿"}
_compared = {
    ">": float.__gt__, ">=": float.__ge__, "<": float.__lt__, "<=": float.__le__, "=": float.__eq__, "<>": float.__ne__
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One of the parts of a format, which holds for numbers above, below or at zero, or by a condition."""

    before: str
    behind: str
    zeros: int
    """Digits that the whole part has at least."""
    inner: Sequence[int]
    """The digits behind each literal that stands between digits, as the 8 and 4 of 000-0000-0000."""
    between: Sequence[str]
    divisor: int
    percent: bool
    condition: tuple[str, float] | None

    @property
    def telling(self) -> bool:
        """Tell whether it shows more than the digits of a number."""
        words = f"{self.before}{self.behind}".strip(" ()-+")
        return bool(words or self.between or self.percent or self.zeros > 1 or self.divisor > 1)

    def write(self, number: float) -> str | None:
        """Write a number with all its digits, not only those shown; None where that cannot be done."""
        value = Decimal(f"{number:.15g}") / self.divisor * (100 if self.percent else 1)
        digits, _, fraction = format(value.normalize(), "f").partition(".")
        digits = digits.rjust(self.zeros, "0")
        if self.between:
            if fraction or self.divisor > 1:
                return None
            digits = self._spread(digits)
        return f"{self.before}{digits}{'.' + fraction if fraction else ''}{self.behind}".strip()

    def _spread(self, digits: str) -> str:
        text, end = "", len(digits)
        for count, literal in zip(reversed(self.inner), reversed(self.between), strict=True):
            start = max(end - count, 0)
            text, end = literal + digits[start:end] + text, start
        return digits[:end] + text


@lru_cache(1_000)
def sections_of(code: str) -> Sequence[Section | None]:
    """Take a format apart; a section is None where its numbers are days, fractions, exponents or invisible."""
    code = code[:LONGEST]
    ends = [match.start() for match in _semicolon.finditer(code) if match[1]]
    return [
        section_of(code[start:end]) for start, end in zip([0, *(at + 1 for at in ends)], [*ends, None], strict=True)
    ]


def section_of(code: str) -> Section | None:
    """Read one section."""
    before, between, inner = "", list[str](), list[int]()
    zeros, divisor, percent, digits, point, literal = 0, 1, False, 0, False, ""
    condition = None
    for quoted, escaped, currency, compared, bound, general, other in _token.findall(code):
        if compared and compared in _compared:
            condition = compared, float(bound)
        elif general:
            digits += 1
        elif other and other in "0#?":
            if literal and not digits:
                before = literal
            elif literal and not point:
                between.append(literal)
                inner.append(0)
            literal = ""
            digits += 1
            if not point:
                inner[-1:] = [count + 1 for count in inner[-1:]]
                zeros += other == "0"
            divisor = 1
        elif other == "." and digits:
            point = True
        elif other == "," and digits:
            divisor *= 1000
        elif other and (other in "/@" or (other.isascii() and other.isalpha())):
            return None
        else:
            literal += quoted or escaped or currency or (other if other not in ",." else "")
            percent = percent or other == "%"
    if not digits:
        return None
    behind = literal
    if divisor > 1 and between == ["."]:  # 0!.0,"万" shows 123456 as 12.3万.
        divisor, between, inner, zeros = divisor * 10 ** inner[0], [], [], 1
    if divisor > 1 and not _unit.search(behind):
        behind = _unit_words.get(divisor, "") + behind
    return Section(before, behind, zeros, inner, between, divisor, percent, condition)


def is_telling(code: str) -> bool:
    """Tell whether a format may show more than the digits of a number."""
    return any(section is not None and section.telling for section in sections_of(code))


def written(code: str, number: float) -> str | None:
    """Write a number as its format shows it, but with all digits; None where that says nothing more."""
    sections = sections_of(code)
    at = _place(sections, number)
    section = sections[at] if at < len(sections) else None
    if section is None or not section.telling or (number == 0 and section.zeros < 2):
        return None
    own_sign = number < 0 and at > 0
    text = section.write(-number if own_sign else number)
    if own_sign and text and not any(mark in section.before + section.behind for mark in "-("):
        text = f"-{text}"  # Red alone says less.
    return text


def _place(sections: Sequence[Section | None], number: float) -> int:
    conditions = [section.condition if section else None for section in sections]
    if any(conditions):
        for at, condition in enumerate(conditions):
            if condition is None or _compared[condition[0]](float(number), condition[1]):
                return at
        return len(sections)
    if number < 0 and len(sections) > 1:
        return 1
    return 2 if number == 0 and len(sections) > 2 else 0

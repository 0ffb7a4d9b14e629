"""Read numbers and amounts in Chinese characters: 五万, 十二万五千, 叁万伍仟元整, 二〇二六."""

import unicodedata
from decimal import Decimal

_digits = {
    character: value
    for value, characters in enumerate(
        ("零〇○", "一壹", "二贰貳两兩", "三叁參叄参", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for character in characters
}
_small = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_large = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_tens = {"廿": "二十", "卅": "三十"}
_prefixes = ("人民币", "人民幣", "rmb", "cny", "¥", ":")
_parts = (("元圆圓块塊", 1), ("角毛", 10), ("分", 100))
LONGEST = 40


def read_numeral(text: str) -> int:
    """Read a whole number; 三千五 is 3500. Raise ValueError for what is none, or is not in order."""
    for short, long in _tens.items():
        text = text.replace(short, long)
    if not text or len(text) > LONGEST or not all(c in _digits or c in _small or c in _large for c in text):
        raise ValueError("not a numeral")
    if all(c in _digits for c in text):
        return int("".join(str(_digits[c]) for c in text))
    return _in_places(text)


def _in_places(text: str) -> int:
    """Add up digits by the unit behind each; within four places the units fall."""
    total = section = 0
    digit: int | None = None
    unit, last = 10**5, 1
    for at, c in enumerate(text):
        if c in _digits:
            if digit:
                raise ValueError("two digits side by side")
            digit = _digits[c]
        elif c in _small:
            if digit is None and c not in "十拾":
                raise ValueError("a unit without a number")
            if _small[c] >= unit:
                raise ValueError("units out of order")
            section += (1 if digit is None or digit == 0 else digit) * _small[c]
            digit, unit, last = None, _small[c], _small[c]
        else:
            total = _with_large(total, section + (digit or 0), _large[c])
            section, digit, unit, last = 0, None, 10**5, _large[c]
        if digit is not None and at == len(text) - 1 and digit and last >= 100 and text[at - 1] not in "零〇○":
            return total + section + digit * last // 10
    return total + section + (digit or 0)


def _with_large(total: int, section: int, unit: int) -> int:
    if unit == 10**8:
        return (total + section or 1) * unit if total + section else _refuse()
    if not section or total % 10**8:
        return _refuse()
    return total + section * unit


def _refuse() -> int:
    raise ValueError("units out of order")


def read_words(text: str) -> Decimal:
    """Read an amount of money in words, with yuan, jiao and fen or without any. Raise ValueError."""
    text = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    for prefix in _prefixes:
        text = text.removeprefix(prefix)
    sign = -1 if text[:1] in ("负", "負") else 1
    text = text.removeprefix("负").removeprefix("負").removesuffix("整").removesuffix("正").removesuffix("钱")
    if not text or (len(text) > 1 and all(c in _digits for c in text)):
        raise ValueError("not an amount in words")
    total, rest = Decimal(0), text
    for marks, share in _parts:
        at = next((at for at, c in enumerate(rest) if c in marks), -1)
        if at >= 0:
            total += Decimal(read_numeral(rest[:at].lstrip("零〇○") or "零")) / share
            rest = rest[at + 1 :]
    if rest:
        if rest != text:
            raise ValueError("something follows the amount")
        total = Decimal(read_numeral(rest))
    return sign * total

"""Read the numbers people write: 12万, 1.5亿, ¥1,280,000.50, 约36万左右, (1,200), full-width digits."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal

UNITS = {
    "十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10**4, "萬": 10**4, "w": 10**4,
    "百万": 10**6, "百萬": 10**6, "m": 10**6, "千万": 10**7, "千萬": 10**7, "亿": 10**8, "億": 10**8,
}  # fmt: skip
CURRENCIES = {
    "CNY": ("¥", ("人民币", "人民幣", "rmb", "cny", "￥", "¥", "元", "圆", "圓", "块钱", "块")),
    "USD": ("US$", ("美元", "us$", "usd", "$")),
    "HKD": ("HK$", ("港币", "港幣", "港元", "hk$", "hkd", "$")),
    "TWD": ("NT$", ("新台币", "新台幣", "台币", "台幣", "nt$", "ntd", "twd", "元", "$")),
    "EUR": ("€", ("欧元", "歐元", "eur", "€")),
    "GBP": ("£", ("英镑", "英鎊", "gbp", "£")),
    "JPY": ("JP¥", ("日元", "日圆", "日圓", "円", "jpy", "¥")),
}
"""By ISO code: the sign we write, and the marks we accept; `人民币元` is two of them."""

LONGEST = 60
EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_figure = r"(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?"
_number = re.compile(rf"{_figure}(?:e([+-]?\d{{1,2}}))?")
_part = re.compile(rf"{_figure}(百[万萬]|千[万萬]|[十百千kw万萬m亿億])")
_about = re.compile(r"^(?:大约|大約|大概|约|約|近|≈|~)+|(?:左右|上下)$")
_groups = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_torn = re.compile(r"[\d.,] +[\d.,]").search
_tail = re.compile(r"(?<=[\d千kw万萬m亿億])整$")


def read_decimal(text: str, marks: tuple[str, ...] = ()) -> Decimal:
    """Read a number exactly; `marks` are currency or unit words to overlook. Raise ValueError."""
    if len(text) > LONGEST:
        raise ValueError("too long for a number")
    text = _groups.sub("", unicodedata.normalize("NFKC", text).casefold().strip()).replace("−", "-")
    if _torn(text):
        raise ValueError("a space inside a number")
    text, sign = _without_sign(_without_about("".join(text.split())))
    text, second = _without_sign(_without_marks(text, marks))
    value = _unsigned(text)
    return value if sign == second else value.copy_negate()


def _without_about(text: str) -> str:
    return _about.sub("", text)


def _without_sign(text: str) -> tuple[str, int]:
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        return text[1:-1], -1
    if text[:1] in ("-", "+"):
        return text[1:], -1 if text[0] == "-" else 1
    if len(text) > 1 and text[-1] == "-" and text[-2].isdigit():
        return text[:-1], -1
    return text, 1


def _without_marks(text: str, marks: tuple[str, ...]) -> str:
    text = _tail.sub("", text.removesuffix("整") if text.endswith("元整") else text)
    for mark in marks:
        text = text.removeprefix(mark).removeprefix(":").removesuffix(mark)
    return text


def _unsigned(text: str) -> Decimal:
    whole = _number.fullmatch(text)
    if whole and (whole[1] or whole[2]):
        return Decimal(text.replace(",", ""))
    return _in_parts(text)


def _in_parts(text: str) -> Decimal:
    """Add up 1亿2千万; every part is smaller than a unit of the one before it."""
    total, position, ceiling = Decimal(0), 0, Decimal(10**18)
    for part in _part.finditer(text):
        if part.start() != position or not (part[1] or part[2]):
            break
        value = Decimal(f"{part[1] or 0}{part[2] or ''}".replace(",", "")) * UNITS[part[3]]
        if value >= ceiling:
            break
        total, position, ceiling = total + value, part.end(), Decimal(UNITS[part[3]])
    if not position or position != len(text):
        raise ValueError("not a number")
    return total


def write_number(value: Decimal, least: int = 0, most: int = 6) -> str:
    """Write with thousands separators and between `least` and `most` decimals, half up, trailing zeros dropped."""
    text = f"{half_up(value, most):,f}"
    if most:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0").ljust(least, "0")
        text = f"{whole}.{fraction}" if fraction else whole
    return "0" if text == "-0" else text


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Round half up, away from zero, however many digits there are. Formats round half to even by themselves."""
    return value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)


def json_number(value: Decimal) -> int | float | str:
    """Turn a decimal into a JSON number, or into a string when no float holds it exactly."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def exact_number(value: Decimal, least: int = 0) -> str:
    """Write all digits of a number and nothing else, with at least `least` decimals."""
    whole, _, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    return f"{whole}.{fraction}" if fraction else whole


def same_number(sent: object, value: Decimal) -> bool:
    """Tell whether a program sent this number, or what is left of it where numbers are floats."""
    if isinstance(sent, str):
        return sent == exact_number(value)
    if isinstance(sent, bool) or not isinstance(sent, int | float | Decimal):
        return False
    return Decimal(str(sent)) in (value, Decimal(repr(float(value))))

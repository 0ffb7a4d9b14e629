"""Amounts of money as people read them: figures with separators, and Chinese capital words (大写金额)."""

from decimal import Decimal

from saas.kit.errors import Invalid
from saas.kit.numbers import half_up

LARGEST = Decimal(10) ** 16

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
TRADITIONAL = str.maketrans("币负贰叁陆万亿", "幣負貳參陸萬億")


class AmountUnwritable(Invalid):
    """This amount cannot be written in words: it is too large or not a number."""

    code = "amount_unwritable"


def in_words(amount: Decimal, *, traditional: bool = False) -> str:
    """Write an amount in yuan as 人民币大写, rounded half up to the fen; raise AmountUnwritable above 10^16.

    Source: 《支付结算办法》附件一《正确填写票据和结算凭证的基本规定》. Where it leaves a choice,
    zeros inside the yuan are always written (once), none before a jiao, and 整 closes whole yuan only.
    """
    if not amount.is_finite() or amount.copy_abs() > LARGEST:
        raise AmountUnwritable
    rounded = half_up(amount, 2)
    yuan, fen = divmod(int(rounded.copy_abs() * 100), 100)
    words = "人民币" + ("负" if rounded < 0 else "") + _yuan_and_fen(yuan, fen)
    return words.translate(TRADITIONAL) if traditional else words


def format_money(amount: Decimal, symbol: str = "¥") -> str:
    """Write an amount in figures with thousands separators and two decimals, rounded half up."""
    rounded = half_up(amount, 2)
    return f"{'-' if rounded < 0 else ''}{symbol}{rounded.copy_abs():,.2f}"


def _yuan_and_fen(yuan: int, fen: int) -> str:
    whole = f"{_integer(yuan)}元" if yuan or not fen else ""
    jiao, fen = divmod(fen, 10)
    if not jiao and not fen:
        return f"{whole}整"
    tenth = f"{DIGITS[jiao]}角" if jiao else "零" if whole else ""
    return whole + tenth + (f"{DIGITS[fen]}分" if fen else "")


def _integer(number: int) -> str:
    # 亿 multiplies everything before it, so that 10^12 is 壹万亿 and 10^16 is 壹亿亿.
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if low and (low < unit // 10 or high % 10 == 0) else ""
            return f"{_integer(high)}{name}{gap}{_integer(low) if low else ''}"
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    words, gap, figures = "", False, str(number)
    for place, figure in zip(PLACES[len(figures) - 1 :: -1], figures, strict=True):
        if figure != "0":
            words += ("零" if gap else "") + DIGITS[int(figure)] + place
        gap = figure == "0"
    return words or "零"

"""大写金额 as a bank and a court would read it. The named examples are those of the regulation itself."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.kit.money import AmountUnwritable, format_money, in_words

REGULATION = {
    "1409.50": "人民币壹仟肆佰零玖元伍角",
    "6007.14": "人民币陆仟零柒元壹角肆分",
    "1680.32": "人民币壹仟陆佰捌拾元叁角贰分",
    "107000.53": "人民币壹拾万零柒仟元伍角叁分",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
}
WORDS = REGULATION | {
    "0": "人民币零元整",
    "0.00": "人民币零元整",
    "0.05": "人民币伍分",
    "0.50": "人民币伍角",
    "0.55": "人民币伍角伍分",
    "1": "人民币壹元整",
    "10.00": "人民币壹拾元整",
    "10.05": "人民币壹拾元零伍分",
    "15": "人民币壹拾伍元整",
    "100": "人民币壹佰元整",
    "110": "人民币壹佰壹拾元整",
    "1001": "人民币壹仟零壹元整",
    "1010": "人民币壹仟零壹拾元整",
    "10001": "人民币壹万零壹元整",
    "100000": "人民币壹拾万元整",
    "100100.10": "人民币壹拾万零壹佰元壹角",
    "1010000": "人民币壹佰零壹万元整",
    "10000000.01": "人民币壹仟万元零壹分",
    "10010010.10": "人民币壹仟零壹万零壹拾元壹角",
    "100000000": "人民币壹亿元整",
    "100000001": "人民币壹亿零壹元整",
    "120000000": "人民币壹亿贰仟万元整",
    "100010000": "人民币壹亿零壹万元整",
    "1000000000": "人民币壹拾亿元整",
    "20000000300": "人民币贰佰亿零叁佰元整",
    "1000000000000": "人民币壹万亿元整",
    "1E+12": "人民币壹万亿元整",
    "1000100000000": "人民币壹万零壹亿元整",
    "9999999999999999.99": "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    "1E+16": "人民币壹亿亿元整",
    "-12.30": "人民币负壹拾贰元叁角",
    "-0.01": "人民币负壹分",
}


@pytest.mark.parametrize(("amount", "words"), WORDS.items())
def test_an_amount_is_written_as_the_regulation_says(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.005", "0.994", "0.995", "-0.004", "-7.125", "88.115"])
def test_words_and_figures_round_to_the_same_fen(amount: str) -> None:
    figures = format_money(Decimal(amount), symbol="").replace(",", "")
    assert in_words(Decimal(amount)) == in_words(Decimal(figures))


def test_half_a_fen_rounds_up() -> None:
    assert in_words(Decimal("0.005")) == "人民币壹分"
    assert in_words(Decimal("0.995")) == "人民币壹元整"


def test_a_negative_amount_that_rounds_to_nothing_is_not_negative() -> None:
    assert in_words(Decimal("-0.004")) == "人民币零元整"
    assert format_money(Decimal("-0.004")) == "¥0.00"


@pytest.mark.parametrize("amount", ["10000000000000000.01", "-1E+17", "1E+900", "NaN", "-Infinity"])
def test_what_cannot_be_written_is_refused(amount: str) -> None:
    with pytest.raises(AmountUnwritable):
        in_words(Decimal(amount))


def test_traditional_characters_on_request() -> None:
    words = in_words(Decimal("-2361234500"), traditional=True)
    assert words == "人民幣負貳拾參億陸仟壹佰貳拾參萬肆仟伍佰元整"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "¥0.00"),
        ("1234567.5", "¥1,234,567.50"),
        ("-1234.5", "-¥1,234.50"),
        ("0.005", "¥0.01"),
        ("999.995", "¥1,000.00"),
        ("1E+3", "¥1,000.00"),
        ("123456789012345678901234567890.12", "¥123,456,789,012,345,678,901,234,567,890.12"),
    ],
)
def test_figures_have_separators_and_two_decimals(amount: str, text: str) -> None:
    assert format_money(Decimal(amount)) == text


def test_the_symbol_is_the_callers() -> None:
    assert format_money(Decimal("9.9"), symbol="US$") == "US$9.90"


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_words_read_back_as_the_amount(fen: int) -> None:
    words = in_words(Decimal(fen) / 100)
    assert read_back(words) == fen
    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿整]", words)


def read_back(words: str) -> int:
    """Read capital words into fen, by the grammar of Chinese numbers and without our own code."""
    sign = -1 if "负" in words else 1
    words = words.removeprefix("人民币").removeprefix("负").removesuffix("整")
    yuan, _, rest = words.rpartition("元")
    jiao = re.search("(.)角", rest)
    fen = re.search("(.)分", rest)
    return sign * (number(yuan) * 100 + (digit(jiao[1]) * 10 if jiao else 0) + (digit(fen[1]) if fen else 0))


def number(words: str) -> int:
    for name, unit in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        high, found, low = words.rpartition(name)
        if found:
            return number(high) * unit + number(low)
    return digit(words.lstrip("零")) if words.strip("零") else 0


def digit(word: str) -> int:
    return "零壹贰叁肆伍陆柒捌玖".index(word)

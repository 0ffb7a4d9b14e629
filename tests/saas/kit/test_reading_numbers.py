"""Numbers as people write them; what money reads is in the examples of its kind."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.kit.numbers import half_up, json_number, read_decimal, write_number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1亿2千万", "120000000"),
        ("12 000", "12000"),
        ("１，２３４．５", "1234.5"),
        ("-0.5", "-0.5"),
        ("−3", "-3"),
        (".5", "0.5"),
        ("10k", "10000"),
        ("≈5w", "50000"),
    ],
)
def test_what_is_a_number(text: str, wanted: str) -> None:
    assert read_decimal(text) == Decimal(wanted)


@pytest.mark.parametrize(
    "text", ["", "-", "1,2", "12 34", "1.2.3", "1万2", "2万3亿", "三万", "1-2", "1e999", "万", "٣a", "0x1", "1" * 61]
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_decimal(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_what_we_write_we_read(value: Decimal) -> None:
    assert read_decimal(write_number(value, most=2)) == value
    assert Decimal(str(json_number(value))) == value


@pytest.mark.parametrize(
    ("value", "least", "most", "wanted"),
    [("1280000", 0, 2, "1,280,000"), ("1280000.5", 2, 2, "1,280,000.50"), ("-0.001", 0, 2, "0"), ("12", 0, 0, "12")],
)
def test_numbers_are_written_with_separators(value: str, least: int, most: int, wanted: str) -> None:
    assert write_number(Decimal(value), least, most) == wanted


def test_a_number_that_no_float_holds_goes_into_json_as_text() -> None:
    assert json_number(Decimal("12345678901234567.89")) == "12345678901234567.89"
    assert json_number(Decimal("12.00")) == 12


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1234567.5", 0, "1,234,568"),
        ("-0.001", 2, "0"),
        ("0.005", 2, "0.01"),
        ("999999999999999999.9999995", 6, "1,000,000,000,000,000,000"),
        ("1e40", 6, f"{10**40:,}"),
    ],
)
def test_what_is_shown_is_rounded_half_up(value: str, decimals: int, text: str) -> None:
    assert write_number(Decimal(value), most=decimals) == text


def test_a_long_number_is_rounded_once() -> None:
    just_below = "-2.674999999999999999999999999999999999"
    assert half_up(read_decimal(just_below), 2) == Decimal("-2.67")

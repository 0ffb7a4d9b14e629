"""Dates as people write them; most forms are in the examples of the kinds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.kit.dates import excel_day, excel_moment, read_date, read_moment


@pytest.mark.parametrize("text", ["2024-01-31T10:00:00+08:00", "2024-01-31 10:00:00.123Z", "2024年1月31日 下午2点30分"])
def test_a_time_behind_a_date_is_let_go(text: str) -> None:
    assert read_date(text) == date(2024, 1, 31)


@pytest.mark.parametrize(
    "text", ["2024-1", "2024年1月", "13/13/24", "2024-01-0110", "202401011", "0024-01-01", "45322x"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_date(text)


def test_moments_keep_their_offset_or_have_none() -> None:
    assert read_moment("2024-01-31T14:05:00Z") == datetime(2024, 1, 31, 14, 5, tzinfo=UTC)
    assert read_moment("1/31/2024 2:05 PM") == datetime(2024, 1, 31, 14, 5)
    assert read_moment("2024-01-31") == datetime(2024, 1, 31)


def test_excels_day_numbers() -> None:
    assert excel_day(45322) == date(2024, 1, 31)
    assert excel_moment(45322.75) == datetime(2024, 1, 31, 18)
    with pytest.raises(ValueError, match="day number"):
        excel_day(12)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_iso_dates_round_trip(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.year:04}年{day.month}月{day.day}日") == day

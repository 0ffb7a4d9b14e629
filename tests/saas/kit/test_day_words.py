"""Days as people say them in a form. Today is Thursday, 26 November 2026."""

from datetime import date

import pytest

from saas.kit.day_words import in_digits, read_day

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("今天", "2026-11-26"),
        ("明天", "2026-11-27"),
        ("大後天", "2026-11-29"),
        ("昨天", "2026-11-25"),
        ("周三", "2026-12-02"),
        ("週五", "2026-11-27"),
        ("星期四", "2026-11-26"),
        ("本周三", "2026-11-25"),
        ("下周一", "2026-11-30"),
        ("下下周一", "2026-12-07"),
        ("下 周 日", "2026-12-06"),
        ("上周五", "2026-11-20"),
        ("周末", "2026-11-28"),
        ("下周", "2026-12-03"),
        ("+3", "2026-11-29"),
        ("+3 天", "2026-11-29"),
        ("３天后", "2026-11-29"),
        ("三天後", "2026-11-29"),
        ("两周后", "2026-12-10"),
        ("十五天后", "2026-12-11"),
        ("1个月", "2026-12-26"),
        ("3个月后", "2027-02-26"),
        ("月底", "2026-11-30"),
        ("下月底", "2026-12-31"),
        ("下个月初", "2026-12-01"),
        ("月初", "2026-12-01"),
        ("12-5", "2026-12-05"),
        ("12月5日", "2026-12-05"),
        ("1/5", "2027-01-05"),
        ("tomorrow", "2026-11-27"),
        ("Next Monday", "2026-11-30"),
        ("wed", "2026-12-02"),
        ("in 2 weeks", "2026-12-10"),
        ("next week", "2026-12-03"),
        ("2026-12-05", "2026-12-05"),
        ("2026年12月5日", "2026-12-05"),
    ],
)
def test_a_day_in_words_is_the_day_that_is_meant(said: str, meant: str) -> None:
    assert read_day(said, TODAY).isoformat() == meant


@pytest.mark.parametrize(
    "said", ["", "年后", "改天", "13-45", "2月30日", "周八", "+", "-3", "明天下午", "999999天", "x" * 500]
)
def test_what_names_no_day_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_day(said, TODAY)


def test_a_month_later_stays_inside_the_month() -> None:
    assert read_day("1个月后", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("明天 9:30", "2026-11-27 09:30"),
        ("下周一 下午3点", "2026-11-30 15:00"),
        ("明天", "2026-11-27 09:00"),
        ("2026-11-27 09:40", "2026-11-27 09:40"),
        ("改天 9:30", "改天 9:30"),
        ("明天 25:00", "明天 25:00"),
    ],
)
def test_a_moment_in_words_is_written_in_digits(said: str, written: str) -> None:
    assert in_digits(said, TODAY, with_time=True) == written

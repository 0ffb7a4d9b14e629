"""Days as people say them while they type into a form: 明天, 下周一, +3 天, 月底, next monday.

What they mean follows from the day on which they are said, so files and programs may not use them; only forms do.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from saas.kit.dates import read_date, read_moment
from saas.kit.traditional import to_simplified

_ONE = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "大后天": 3, "昨天": -1, "前天": -2}
_ONE |= {"today": 0, "tomorrow": 1, "yesterday": -1}
_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_DAYS |= {str(n): n - 1 for n in range(1, 8)}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = {each: n for n, each in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}

_count = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
_week = re.compile(r"(这|本|上|下{1,3})?个?(?:周|星期|礼拜)([一二三四五六日天末1-7])")
_later = re.compile(rf"(?:\+|过|再过)?{_count}个?(天|日|周|星期|礼拜|月)(?:之?[后内])?")
_plus = re.compile(r"\+(\d{1,3})")
_month_end = re.compile(r"(本|这个?|下个?)?月(底|末|初)")
_next_week = re.compile(r"(?:in )?(?:a|1) week|next week|下(?:个)?(?:周|星期|礼拜)")
_english_day = re.compile(rf"(next |this )?({'|'.join(_ENGLISH)})[a-z]*")
_english_later = re.compile(r"(?:in |\+)?(\d{1,3}) ?(day|week|month)s?(?: later)?")
_this_year = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?")


def read_day(text: str, today: date) -> date:
    """Read a day written out or said in words; a day without its year is the next one to come. Raise ValueError."""
    said = to_simplified(unicodedata.normalize("NFKC", text)).strip().lower()
    if found := _said(re.sub(r"(?<=[^a-z]) +| +(?=[^a-z])", "", said), said, today):
        return found
    return read_date(text)


def _said(close: str, said: str, today: date) -> date | None:
    """Read words for a day, written without spaces or with them."""
    if close in _ONE:
        return today + timedelta(_ONE[close])
    if _next_week.fullmatch(said):
        return today + timedelta(7)
    if match := _week.fullmatch(close):
        return _weekday(match[1] or "", _DAYS[match[2]], today)
    if match := _english_day.fullmatch(said):
        return _weekday("下" if match[1] == "next " else "", _ENGLISH.index(match[2]), today)
    if match := _plus.fullmatch(close):
        return today + timedelta(int(match[1]))
    if match := _english_later.fullmatch(said):
        return _in(int(match[1]), match[2], today)
    if match := _later.fullmatch(close):
        return _in(_number(match[1]), match[2], today)
    if match := _month_end.fullmatch(close):
        return _edge(match[1] or "", match[2], today)
    if match := _this_year.fullmatch(close):
        return _coming(int(match[1]), int(match[2]), today)
    return None


def _weekday(which: str, day: int, today: date) -> date:
    """Find a weekday: of this week, of a week before or after, or simply the next one there is."""
    monday = today - timedelta(today.weekday())
    if which.startswith(("下", "上")):
        return monday + timedelta((-7 if which == "上" else 7 * len(which)) + day)
    found = monday + timedelta(day)
    return found if which or found >= today else found + timedelta(7)


def _in(count: int, unit: str, today: date) -> date:
    if unit in ("月", "month"):
        month = today.month - 1 + count
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(count * (1 if unit in ("天", "日", "day") else 7))


def _edge(which: str, edge: str, today: date) -> date:
    """Find a month's first or last day; 月初 without a month is the one to come."""
    first = today.replace(day=1)
    if which.startswith("下") or (edge == "初" and not which):
        first = (first + timedelta(31)).replace(day=1)
    return first if edge == "初" else first.replace(day=monthrange(first.year, first.month)[1])


def _coming(month: int, day: int, today: date) -> date:
    found = date(today.year, month, day)
    return found if found >= today else date(today.year + 1, month, day)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMBERS[text[-1]]
    return (_NUMBERS[tens] if tens else 1) * 10 + (_NUMBERS[ones] if ones else 0)


def in_digits(text: str, today: date, *, with_time: bool) -> str:
    """Write a day, or a day and a time, in digits as it was said; give back unchanged what says none."""
    try:
        if not with_time:
            return read_day(text, today).isoformat()
        try:
            read_moment(text)
            return text
        except ValueError:
            day, _space, time = text.strip().partition(" ")
            written = read_day(day, today).isoformat()
            return f"{written} {read_moment(f'{written} {time}'):%H:%M}" if time else f"{written} 09:00"
    except (ValueError, OverflowError):
        return text

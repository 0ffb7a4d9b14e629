"""Read the dates people write: 2024-01-01, 2024/1/1, 20240101, 2024年1月1日, 1/31/24, Excel's day numbers."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(20000, 80001)
"""Day numbers we take for dates: 1954 to 2119. Smaller ones are more likely a quantity or a year."""

_year_first = re.compile(r"(\d{4})([-/.年])(\d{1,2})(?:\2|月)(\d{1,2})[日号號]?")
_compact = re.compile(r"(\d{4})(\d\d)(\d\d)")
_year_last = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")
_clock = re.compile(
    r"[T ]?(上午|下午|中午|凌晨|晚上|早上|am|pm)?\s*(\d{1,2})(?:[:时時点點](\d{1,2})?)(?:[:分](\d{1,2})?)?"
    r"(?:\.(\d{1,6})\d*)?秒?\s*(am|pm)?",
    re.IGNORECASE,
)
_offset = re.compile(r"(?<=\d)(?:Z|[+-]\d\d:?\d\d)$")
_afternoon = {"下午", "晚上", "pm"}


def read_date(text: str) -> date:
    """Read a day, with or without a time behind it. Raise ValueError for words and impossible dates."""
    day, rest = _day(unicodedata.normalize("NFKC", text).strip())
    if rest and not _time(_offset.sub("", rest)):
        raise ValueError("something follows the date")
    return day


def read_moment(text: str) -> datetime:
    """Read a day and a time; naive unless the text names its offset. A missing time is midnight."""
    text = unicodedata.normalize("NFKC", text).strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        day, rest = _day(text)
    if not rest:
        return datetime.combine(day, time())
    found = _time(rest)
    if not found:
        raise ValueError("not a time")
    return datetime.combine(day, found)


def excel_day(number: float) -> date:
    """Turn Excel's day number, or a number such as 20240131, into a date. Raise ValueError."""
    if int(number) in EXCEL_DAYS:
        return EXCEL_DAY_ZERO + timedelta(days=int(number))
    match = _compact.fullmatch(str(int(number))) if number == int(number) else None
    if not match:
        raise ValueError("not a day number")
    return date(int(match[1]), int(match[2]), int(match[3]))


def excel_moment(number: float) -> datetime:
    """Turn Excel's day number with its fraction into a naive moment, to the second. Raise ValueError."""
    seconds = round((number - int(number)) * 86400)
    return datetime.combine(excel_day(int(number)), time()) + timedelta(seconds=seconds)


def _day(text: str) -> tuple[date, str]:
    if match := _year_first.match(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _year_last.match(text):
        year, month, day = _as_excel_writes(match)
    elif match := _compact.match(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif text.isascii() and text.isdigit() and len(text) == 5:
        return excel_day(int(text)), ""
    else:
        raise ValueError("not a date")
    if year < 1000 or (rest := text[match.end() :])[:1].isdigit():
        raise ValueError("not a date")
    return date(year, month, day), rest


def _as_excel_writes(match: re.Match[str]) -> tuple[int, int, int]:
    """Take month/day/year as Excel's US format writes it; day first when that cannot be."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if year < 100:
        year += 2000 if year < 70 else 1900
    return (year, second, first) if first > 12 else (year, first, second)


def _time(text: str) -> time | None:
    """Read what follows a date; None when it is not a time of day."""
    match = _clock.fullmatch(text.strip(" T").removesuffix("Z"))
    if not match:
        return None
    half = (match[1] or match[6] or "").casefold()
    hour, minute, second = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    if half in _afternoon and hour < 12:
        hour += 12
    if half in ("am", "凌晨", "上午") and hour == 12:
        hour = 0
    return time(hour, minute, second, int((match[5] or "0").ljust(6, "0")))

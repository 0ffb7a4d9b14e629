"""Read the dates people write: 2024-01-01, 2024/1/1, 20240101, 2024年1月1日, 1/31/24, Excel's day numbers."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from saas.kit.numerals import read_numeral

EXCEL_DAY_ZERO = date(1899, 12, 30)
SINCE_1904 = 1462
"""Days from Excel's day 0 to that of a workbook which counts from 1904."""
EXCEL_DAYS = range(20000, 80001)
"""Day numbers we take for dates: 1954 to 2119. Smaller ones are more likely a quantity or a year."""

_year_first = re.compile(r"(\d{4})\s?([-/.年])\s?(\d{1,2})\s?(?:\2|月)\s?(\d{1,2})(?:\s?[日号號])?")
_short_year = re.compile(
    r"(民[国國]\s?)?([0-6]\d|1\d\d|(?<=[国國])\d{1,2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]"
)
"""24年1月5日; three digits count from the founding of the Republic in 1912, as in Taiwan."""
_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_month = rf"({'|'.join(_months)})[a-z]*"
_english = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?[\s/.,-]*{_month}[\s/.,-]*(\d{{4}}|\d\d)|{_month}\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}))"
    r"(?!\d)",
    re.IGNORECASE,
)
_numeral = r"[〇零○一二三四五六七八九十百廿卅]"
_in_characters = re.compile(
    rf"(民[国國])?\s?({_numeral}{{2,6}}|\d{{2,4}})\s?年\s?({_numeral}{{1,2}}|\d{{1,2}})\s?月\s?({_numeral}{{1,3}}|\d{{1,2}})\s?[日号號]"
)
_stops = re.compile(r"^(\d{4})\s?[。、,·.—–-]\s?(\d{1,2})\s?[。、,·.—–-]\s?(\d{1,2})(?!\d)")
_weekday = re.compile(r"\s*(?:\(?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\)?)\s*")
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
    day, rest = _day(_narrowed(text))
    if rest and not _time(_offset.sub("", rest)):
        raise ValueError("something follows the date")
    return day


def read_moment(text: str) -> datetime:
    """Read a day and a time; naive unless the text names its offset. A missing time is midnight."""
    text = _narrowed(text)
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


def is_day(raw: object) -> bool:
    """Tell whether a value that reads as a moment names a day alone, without a time."""
    if isinstance(raw, str):
        return _behind_the_day(raw) == ""
    return isinstance(raw, int | date) and not isinstance(raw, datetime)


def is_minute(raw: object) -> bool:
    """Tell whether text that reads as a moment says hours and minutes and no seconds, as screens do."""
    rest = _behind_the_day(raw) if isinstance(raw, str) else None
    return bool(rest) and (match := _clock.fullmatch(_offset.sub("", rest or "").strip())) is not None and not match[4]


def _behind_the_day(text: str) -> str | None:
    """Give what follows the day; None where the day is written in a way that only programs know, as 2024-W05-3."""
    try:
        return _day(_narrowed(text))[1].strip()
    except ValueError:
        return None


@dataclass(frozen=True)
class Minute:
    """A moment to the minute, which means all of that minute where it is compared with."""

    begins: datetime


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


def _narrowed(text: str) -> str:
    """Write what a Chinese input method gives as others do: 2024。3。5, 二〇二四年三月九日, 2024.3.8. with a stop."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isascii():
        return text.removesuffix(".") if text[:4].isdigit() else text
    if match := _in_characters.match(text):
        numbers = [part if part.isdigit() else str(read_numeral(part)) for part in match.groups()[1:]]
        return f"{match[1] or ''}{numbers[0]}年{numbers[1]}月{numbers[2]}日{text[match.end() :]}"
    text = text.rstrip("。、.,")
    return _stops.sub(r"\1-\2-\3", text)


def _day(text: str) -> tuple[date, str]:
    text = _weekday.sub(" ", text, count=1).strip()
    if match := _year_first.match(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _short_year.match(text):
        year, month, day = int(match[2]), int(match[3]), int(match[4])
        year += 1911 if match[1] or year >= 100 else 2000
    elif match := _english.match(text):
        year, month, day = _in_english(match)
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


def _in_english(match: re.Match[str]) -> tuple[int, int, int]:
    day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
    return whole_year(int(year)), _months.index(month[:3].casefold()) + 1, int(day)


def _as_excel_writes(match: re.Match[str]) -> tuple[int, int, int]:
    """Take month/day/year as Excel's US format writes it; day first when that cannot be.

    24/1/05 may begin with the day or with the year: raise ValueError unless only one of the two days exists.
    """
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first <= 12:
        return whole_year(year), first, second
    orders = [(whole_year(year), second, first)]
    if len(match[3]) == 2:
        orders.append((whole_year(first), second, year))
    found = [order for order in orders if _exists(*order)]
    if len(found) != 1:
        raise ValueError("two days, or none")
    return found[0]


def whole_year(year: int) -> int:
    """Complete a year of two digits: 69 is 2069, 70 is 1970."""
    return year if year >= 100 else year + (2000 if year < 70 else 1900)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


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

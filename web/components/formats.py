"""Write numbers, money and moments the way Chinese business software does, in the current language."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_symbol
from markupsafe import Markup

from saas.kit import clock
from saas.kit.i18n import N_, _, current_locale
from saas.kit.numbers import half_up

NOTHING = "—"
UNITS = ("B", "KB", "MB", "GB", "TB")
NEAR = {0: N_("Today"), 1: N_("Tomorrow"), -1: N_("Yesterday")}
BABEL = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW", "en": "en_US"}


@cache
def currency_symbol(currency: str, locale: str) -> str:
    """Give the sign people write; the yuan is ¥ in every language."""
    return "¥" if currency == "CNY" else get_currency_symbol(currency, BABEL.get(locale, "en_US"))


def number(value: Decimal | float | int | None, decimals: int | None = None) -> str:
    """Write a number with thousands separated, to `decimals` places or as exact as it is."""
    if value is None:
        return NOTHING
    if decimals is not None:
        return f"{half_up(Decimal(str(value)), decimals):,f}"
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal | float | int | None, currency: str = "CNY", decimals: int | None = None) -> str:
    """Write an amount with its sign; cents only where there are any, unless `decimals` says."""
    if value is None:
        return NOTHING
    amount = Decimal(str(value))
    places = (0 if amount == amount.to_integral_value() else 2) if decimals is None else decimals
    sign = "-" if amount < 0 else ""
    return f"{sign}{currency_symbol(currency, current_locale())}{half_up(abs(amount), places):,f}"


def percent(value: Decimal | float | None) -> str:
    """Write a share of one as a percentage: 0.125 is 12.5%."""
    return NOTHING if value is None else f"{number(Decimal(str(value)) * 100)}%"


def file_size(count: int | None) -> str:
    """Write a count of bytes in the unit that keeps it under four digits."""
    if count is None:
        return NOTHING
    size, unit = float(count), 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.0f} {UNITS[unit]}" if size >= 10 or unit == 0 else f"{size:.1f} {UNITS[unit]}"


def day(value: date | datetime | None) -> str:
    """Write a whole date, 2026-11-24, in the company's time zone."""
    return NOTHING if value is None else local_day(value).isoformat()


def short_day(value: date | datetime | None) -> str:
    """Write a date as near as it is: today, tomorrow, yesterday, 11-24, 2027-02-01."""
    if value is None:
        return NOTHING
    return near_day(local_day(value)) or calendar_day(local_day(value))


def moment(value: date | datetime | None) -> str:
    """Write when something happened, with the whole time at hand for whoever hovers over it."""
    if value is None:
        return NOTHING
    whole = local(value).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value.isoformat()
    stamp = value.isoformat()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, whole, ago(value))


def ago(value: date | datetime) -> str:
    """Say how long ago in plain words: 今天 09:40, 昨天, 3 天前, 11-14, 2024-11-14."""
    on = local_day(value)
    days = (clock.today() - on).days
    if days == 0 and isinstance(value, datetime):
        return _("Today %(time)s", time=local(value).strftime("%H:%M"))
    if 2 <= days <= 6:
        return _("%(count)s days ago", count=days)
    return near_day(on) or calendar_day(on)


def due(value: date | datetime | None) -> str:
    """Write when something is due; what is late says by how many days, in cinnabar."""
    if value is None:
        return NOTHING
    late = days_late(value)
    return Markup('<span class="late">{}</span>').format(late) if late else short_day(value)


def days_late(value: date | datetime) -> str:
    """Say by how many days something is late; nothing when it is not."""
    late = (clock.today() - local_day(value)).days
    return _("%(count)s days late", count=late) if late > 0 else ""


def near_day(on: date) -> str | None:
    """Name the three days that have names, or None."""
    name = NEAR.get((on - clock.today()).days)
    return _(name) if name else None


def calendar_day(on: date) -> str:
    """Write month and day, with the year when it is not this one."""
    return on.strftime("%m-%d") if on.year == clock.today().year else on.isoformat()


def local(value: datetime) -> datetime:
    """Move a moment into the company's time zone."""
    return value.astimezone(clock.zone())


def local_input(value: datetime | str | None) -> str:
    """Write a moment the way a person would type it; what a person typed stays as it is."""
    return local(value).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value or ""


def local_day(value: date | datetime) -> date:
    """Tell which day a moment falls on where the company is."""
    return local(value).date() if isinstance(value, datetime) else value


FILTERS = {
    "money": money,
    "number": number,
    "percent": percent,
    "bytes": file_size,
    "date": day,
    "short_date": short_day,
    "moment": moment,
    "local_input": local_input,
    "ago": ago,
    "due": due,
}

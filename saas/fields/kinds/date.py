"""Days."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date

from saas.fields.column import Column, Rewrite, plain_number
from saas.fields.field import Field
from saas.fields.kind import MOMENTS, FieldKind, Rejects, Unreadable, quote
from saas.kit.clock import zone
from saas.kit.date_orders import DateOrders, TwoWays
from saas.kit.dates import SINCE_1904, excel_day, read_date
from saas.kit.i18n import N_, _


class Day(FieldKind):
    """A day without a time."""

    name, label, icon, widget = "date", N_("Date"), "calendar", "date"
    column, operators = Date(), MOMENTS
    api_type = {"type": "string", "format": "date"}
    telling = 0.4
    examples = {
        "2024-01-01": date(2024, 1, 1),
        "2024/1/1": date(2024, 1, 1),
        "2024.1.1": date(2024, 1, 1),
        "20240101": date(2024, 1, 1),
        20240101.0: date(2024, 1, 1),
        "2024年1月1日": date(2024, 1, 1),
        "1/31/24": date(2024, 1, 31),
        "31/1/2024": date(2024, 1, 31),
        "31/1/24": Rejects,
        "24/1/05": Rejects,
        "24/1/5": Rejects,
        "24年1月5日": date(2024, 1, 5),
        "113年1月5日": date(2024, 1, 5),
        "2024 年 1 月 5 日": date(2024, 1, 5),
        "2024-01-05 星期五": date(2024, 1, 5),
        "2024/1/5（周五）": date(2024, 1, 5),
        "5-Jan-24": date(2024, 1, 5),
        "5 Jan 2024": date(2024, 1, 5),
        "January 5, 2024": date(2024, 1, 5),
        "2024-01-01 10:30:00": date(2024, 1, 1),
        45322: date(2024, 1, 31),
        "45322": date(2024, 1, 31),
        date(2024, 1, 31): date(2024, 1, 31),
        "2024年2月30日": Rejects,
        "上周五": Rejects,
        "年后": Rejects,
        12: Rejects,
    }

    def read(self, raw: object, field: Field) -> date | None:
        """Take a date, a moment where the company is, Excel's day number, or text."""
        if isinstance(raw, datetime):
            raw = (raw.astimezone(zone()) if raw.tzinfo and 1000 < raw.year < 9999 else raw).date()
        if isinstance(raw, date):
            if raw.year < 1000:
                raise not_a_date(raw, field)
            return raw
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            try:
                return excel_day(raw)
            except (ValueError, OverflowError):
                raise not_a_date(raw, field) from None
        text: date | None = super().read(raw, field)
        return text

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Settle by the column which part is the year, the month and the day."""
        return judged_days(column, field)

    def parse(self, typed: str, field: Field) -> date:
        """Read the ways people write a day."""
        try:
            return read_date(typed)
        except ValueError:
            raise not_a_date(typed, field) from None

    def show(self, value: date, field: Field) -> str:
        """Write 2024-01-31."""
        return value.isoformat()

    def dump(self, value: date, field: Field) -> str:
        """Write 2024-01-31."""
        return value.isoformat()

    def load(self, dumped: Any, field: Field) -> date:
        """Read 2024-01-31."""
        return date.fromisoformat(dumped)


def not_a_date(typed: object, field: Field) -> Unreadable:
    """Say that there is no such day."""
    sentence = _("%(value)s is not a date. Write it like 2024-01-31.", value=quote(typed, field))
    return Unreadable(sentence)


def judged_days(column: Column, field: Field) -> Rewrite:
    """Make texts unambiguous by what the whole column proves, and count serial numbers from the sheet's epoch."""
    orders: list[DateOrders] = []

    def rewrite(raw: object) -> object:
        raw = plain_number(raw)
        if type(raw) is str:
            if not orders:
                orders.append(DateOrders(column.texts, minguo=column.taiwanese))
            try:
                return orders[0].settled(raw)
            except TwoWays as two:
                days = {"value": quote(raw, field), "one": two.days[0], "other": two.days[-1]}
                said = _("%(value)s may be %(one)s or %(other)s. Write it like 2024-01-31.", **days)
                raise Unreadable(said) from None
        if column.from_1904 and isinstance(raw, int | float) and not isinstance(raw, bool) and raw < 10**5:
            return raw + SINCE_1904
        return raw

    return rewrite

"""Moments: a day and a time. Stored in UTC, read and shown where the company is."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import DateTime

from saas.fields.column import Column, Rewrite
from saas.fields.field import Field
from saas.fields.kind import MOMENTS, FieldKind, Rejects, Unreadable, quote
from saas.fields.kinds.date import judged_days
from saas.kit.clock import zone
from saas.kit.dates import Minute, excel_moment, is_day, is_minute, read_moment
from saas.kit.i18n import N_, _


class Moment(FieldKind):
    """A day and a time, to the minute on screen."""

    name, label, icon, widget = "datetime", N_("Date and time"), "clock", "datetime"
    column, operators = DateTime(timezone=True), MOMENTS
    api_type = {"type": "string", "format": "date-time"}
    telling = 0.4
    examples = {
        "2024-01-31 14:05": datetime(2024, 1, 31, 6, 5, tzinfo=UTC),
        "2024-01-31T14:05:00Z": datetime(2024, 1, 31, 14, 5, tzinfo=UTC),
        "2024年1月31日 下午2点30分": datetime(2024, 1, 31, 6, 30, tzinfo=UTC),
        "2024/1/31": datetime(2024, 1, 30, 16, 0, tzinfo=UTC),
        45322.5: datetime(2024, 1, 31, 4, 0, tzinfo=UTC),
        datetime(2024, 1, 31, 14, 5): datetime(2024, 1, 31, 6, 5, tzinfo=UTC),
        "2024-01-31 25:00": Rejects,
        "明天下午": Rejects,
    }

    def read(self, raw: object, field: Field) -> datetime | None:
        """Take a moment, a day (its midnight), Excel's day number with its fraction, or text."""
        if isinstance(raw, datetime):
            return self._settled(raw, field)
        if isinstance(raw, date):
            return self._settled(datetime.combine(raw, time()), field)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            try:
                return self._settled(excel_moment(raw), field)
            except (ValueError, OverflowError):
                raise not_a_moment(raw, field) from None
        text: datetime | None = super().read(raw, field)
        return text

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Settle by the column which part is the year, the month and the day."""
        return judged_days(column, field)

    def recall(self, raw: object, field: Field) -> datetime | date | Minute | None:
        """Read a moment; a day alone means all of it, and so does a minute."""
        moment = self.read(raw, field)
        if moment is None:
            return None
        if is_day(raw):
            return moment.astimezone(zone()).date()
        return Minute(moment) if is_minute(raw) else moment

    def parse(self, typed: str, field: Field) -> datetime:
        """Read the ways people write a day and a time; without an offset it is the company's time."""
        try:
            return self._settled(read_moment(typed), field)
        except ValueError:
            raise not_a_moment(typed, field) from None

    def _settled(self, moment: datetime, field: Field) -> datetime:
        if not 1000 <= moment.year <= 9998:
            raise not_a_moment(moment, field)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone())).astimezone(UTC)

    def show(self, value: datetime, field: Field) -> str:
        """Write 2024-01-31 14:05 in the company's time."""
        return value.astimezone(zone()).strftime("%Y-%m-%d %H:%M")

    def typed(self, value: datetime, field: Field) -> str:
        """Write 2024-01-31 14:05 in the company's time."""
        return self.show(value, field)

    def says(self, cell: object, value: datetime, field: Field) -> bool:
        """Compare to the minute, as text says it, or to the second or less, as a workbook does."""
        if not isinstance(cell, datetime) or not cell.tzinfo:
            return False
        minute, second = value.replace(second=0, microsecond=0), value.replace(microsecond=0)
        return cell in (minute, second, second.replace(microsecond=value.microsecond // 1000 * 1000))

    def dump(self, value: datetime, field: Field) -> str:
        """Write ISO 8601 with the company's offset."""
        return value.astimezone(zone()).isoformat()

    def load(self, dumped: Any, field: Field) -> datetime:
        """Read ISO 8601."""
        return datetime.fromisoformat(dumped).astimezone(UTC)

    def key(self, value: datetime, field: Field) -> str:
        """Compare in UTC."""
        return value.astimezone(UTC).isoformat()


def not_a_moment(typed: object, field: Field) -> Unreadable:
    """Say that there is no such moment."""
    return Unreadable(_("%(value)s is not a date and time. Write it like 2024-01-31 14:05.", value=quote(typed, field)))

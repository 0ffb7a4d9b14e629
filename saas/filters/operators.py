"""What a filter can say about one field. Each operator builds a condition from a column and read values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, and_, not_, or_

from saas.kit.clock import today, zone
from saas.kit.dates import Minute
from saas.kit.i18n import N_

Build = Callable[[ColumnElement[Any], Sequence[Any]], ColumnElement[bool]]


@dataclass(frozen=True)
class Operator:
    """A comparison: its API name, its label, how many values it takes (None: a list), and its condition."""

    name: str
    label: str
    values: int | None
    build: Build
    of_blank: bool = False  # True of an empty value.
    plain_number: bool = False  # The value counts days rather than being one of the field's own.


def _day(column: ColumnElement[Any], first: date, last: date) -> ColumnElement[bool]:
    """Write that a moment lies on the days from first to last, both included, where the company is."""
    if isinstance(column.type, Date):
        return column.between(first, last)
    return and_(column >= _midnight(first), column < _midnight(last + timedelta(1)))


def _week(column: ColumnElement[Any], _: Sequence[Any]) -> ColumnElement[bool]:
    monday = today() - timedelta(today().weekday())
    return _day(column, monday, monday + timedelta(6))


def _month(column: ColumnElement[Any], _: Sequence[Any]) -> ColumnElement[bool]:
    first = today().replace(day=1)
    return _day(column, first, (first + timedelta(31)).replace(day=1) - timedelta(1))


def _year(column: ColumnElement[Any], _: Sequence[Any]) -> ColumnElement[bool]:
    return _day(column, date(today().year, 1, 1), date(today().year, 12, 31))


def _last_days(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return _day(column, today() - timedelta(values[0] - 1), today())


def _next_days(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return _day(column, today(), today() + timedelta(values[0] - 1))


def _any_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, ARRAY):
        return cast(ColumnElement[bool], column.overlap(list(values)))
    return column.in_(values)


def _empty(column: ColumnElement[Any], _: Sequence[Any]) -> ColumnElement[bool]:
    return column.is_(None)


def _says(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return column.icontains(values[0], autoescape=True)


def _equal(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    if span := _span(column, values[0]):
        return and_(column >= span[0], column < span[1])
    return cast(ColumnElement[bool], column == values[0])


def _from(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    span = _span(column, value)
    return column >= (span[0] if span else value)


def _until(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    span = _span(column, value)
    return cast(ColumnElement[bool], column < span[1] if span else column <= value)


def _span(column: ColumnElement[Any], value: Any) -> tuple[datetime, datetime] | None:
    """Give the beginning and the end of the day or the minute that a moment is compared with; None for an instant."""
    if isinstance(value, Minute):
        return value.begins, value.begins + timedelta(minutes=1)
    if isinstance(column.type, DateTime) and isinstance(value, date) and not isinstance(value, datetime):
        return _midnight(value), _midnight(value + timedelta(1))
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, zone())


def _unless(build: Build) -> Build:
    """Write the opposite of a condition; an empty value is on this side."""
    return lambda column, values: or_(not_(build(column, values)), column.is_(None))


def _past(build: Callable[[ColumnElement[Any], Any], ColumnElement[bool]]) -> Build:
    """Write that a value lies on the other side of a bound."""
    return lambda column, values: not_(build(column, values[0]))


_ALL = (
    Operator("contains", N_("contains"), 1, _says),
    Operator("not_contains", N_("does not contain"), 1, _unless(_says), of_blank=True),
    Operator("starts", N_("starts with"), 1, lambda c, v: c.istartswith(v[0], autoescape=True)),
    Operator("equals", N_("is"), 1, _equal),
    Operator("not_equals", N_("is not"), 1, _unless(_equal), of_blank=True),
    Operator("above", N_("is above"), 1, _past(_until)),
    Operator("at_least", N_("is at least"), 1, lambda c, v: _from(c, v[0])),
    Operator("below", N_("is below"), 1, _past(_from)),
    Operator("at_most", N_("is at most"), 1, lambda c, v: _until(c, v[0])),
    Operator("between", N_("is between"), 2, lambda c, v: and_(_from(c, v[0]), _until(c, v[1]))),
    Operator("any_of", N_("is any of"), None, _any_of),
    Operator("all_of", N_("has all of"), None, lambda c, v: c.contains(list(v))),
    Operator("none_of", N_("is none of"), None, _unless(_any_of), of_blank=True),
    Operator("empty", N_("is empty"), 0, _empty, of_blank=True),
    Operator("not_empty", N_("is not empty"), 0, lambda c, v: c.is_not(None)),
    Operator("is_true", N_("is on"), 0, lambda c, v: c.is_(True)),
    Operator("is_false", N_("is off"), 0, lambda c, v: c.is_not(True), of_blank=True),
    Operator("today", N_("is today"), 0, lambda c, v: _day(c, today(), today())),
    Operator("this_week", N_("is this week"), 0, _week),
    Operator("this_month", N_("is this month"), 0, _month),
    Operator("this_year", N_("is this year"), 0, _year),
    Operator("last_days", N_("is in the last days"), 1, _last_days, plain_number=True),
    Operator("next_days", N_("is in the next days"), 1, _next_days, plain_number=True),
    Operator("last_four", N_("ends with the four digits"), 1, lambda c, v: c == v[0]),
)
OPERATORS = {operator.name: operator for operator in _ALL}

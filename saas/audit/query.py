"""What to look for in the log."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_

from saas.audit.log import Operation
from saas.audit.places import Place, read_place
from saas.kit.clock import zone

READING = "read_log"
DAYS = (date(2000, 1, 1), date(2200, 1, 1))  # The calendar's own ends cannot be computed with.


@dataclass(frozen=True)
class LogQuery:
    """Filters and a page. A `person` of 0 is the system itself; `older` and `newer` are cursors.

    What happened to a record leaves out that somebody looked at its log, unless just that is asked for; so does
    everything when it is to be `quiet`.
    """

    person: int | None = None
    action: str = ""
    form: str = ""
    record: UUID | None = None
    since: date | None = None
    until: date | None = None
    older: str = ""
    newer: str = ""
    size: int = 50
    quiet: bool = False

    @property
    def back(self) -> bool:
        """Tell whether the page lies in the past of its cursor."""
        return not self.newer or bool(self.older)

    @cached_property
    def cursor(self) -> Place | None:
        """Give the place that the page starts from. Raise BadCursor."""
        return read_place(self.older if self.back else self.newer)

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """Give the moments between which all wanted lines lie."""
        first = _midnight(self.since) if self.since else None
        last = _midnight(self.until) + timedelta(days=1) if self.until else None
        if self.cursor and self.back:
            last = min(last or self.cursor.at, self.cursor.at)
        elif self.cursor:
            first = max(first or self.cursor.at, self.cursor.at)
        return first, last


def select_places(query: LogQuery) -> Select[datetime, int]:
    """Select time and id of the wanted lines beyond the cursor, in no order and whatever record they are about."""
    key = tuple_(Operation.at, Operation.id)
    found = select(Operation.at, Operation.id).where(*_filters(query))
    if query.cursor:
        found = found.where(key < tuple_(*query.cursor) if query.back else key > tuple_(*query.cursor))
    return found


def select_nearest(query: LogQuery, size: int) -> Select[datetime, int]:
    """Select the nearest of them, in the order of travel."""
    order = (Operation.at.desc(), Operation.id.desc()) if query.back else (Operation.at, Operation.id)
    return select_places(query).order_by(*order).limit(size)


def _filters(query: LogQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.person is not None:
        found.append(Operation.person_id == query.person if query.person else Operation.person_id.is_(None))
    if query.action:
        found.append(Operation.action == query.action)
    elif query.record or query.quiet:
        found.append(Operation.action != READING)
    if query.form:
        found.append(Operation.form == query.form)
    if query.since:
        found.append(Operation.at >= _midnight(query.since))
    if query.until:
        found.append(Operation.at < _midnight(query.until) + timedelta(days=1))
    return found


def _midnight(day: date) -> datetime:
    first, last = DAYS
    day = min(max(day, first), last)
    return datetime(day.year, day.month, day.day, tzinfo=zone())

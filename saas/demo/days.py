"""Moments of a working year."""

from datetime import date, datetime, time, timedelta
from random import Random

from saas.kit.clock import now, today, zone


def working_day(day: date) -> date:
    """Move a weekend's day to the Monday after it."""
    return day + timedelta((0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def moment(rng: Random, day: date) -> datetime:
    """Choose a moment within a day's office hours; one that is still to come is moved to the working day before."""
    at = datetime.combine(working_day(day), time(9), zone()) + timedelta(minutes=rng.randint(0, 8 * 60 + 30))
    while at > now() or at.weekday() > 4:
        at -= timedelta(1)
    return at


def first_days(rng: Random, count: int) -> list[date]:
    """Choose days of the past year, in order, more of them lately: business grows."""
    return sorted(today() - timedelta(int(365 * (1 - rng.random() ** 0.75))) for _ in range(count))

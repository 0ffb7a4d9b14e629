"""The time, in one place, so that a test can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=_SHANGHAI)


def now() -> datetime:
    """Tell the time in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Tell the date where the company is."""
    return now().astimezone(_zone.get()).date()


def zone() -> ZoneInfo:
    """Name the company's time zone."""
    return _zone.get()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` inside the block."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)

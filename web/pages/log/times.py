"""Times as evidence wants them."""

from datetime import datetime

from web.components.formats import local


def clock(at: datetime, of: datetime) -> str:
    """Write a moment beside a later one: only its time when it is of the same day."""
    text = stamp(at)
    return text[11:] if text[:10] == stamp(of)[:10] else text


def stamp(at: datetime) -> str:
    """Write a moment to the second, in the company's time zone."""
    return local(at).strftime("%Y-%m-%d %H:%M:%S")

"""Times as evidence wants them."""

from datetime import datetime

from web.components.formats import local


def stamp(at: datetime) -> str:
    """Write a moment to the second, in the company's time zone."""
    return local(at).strftime("%Y-%m-%d %H:%M:%S")

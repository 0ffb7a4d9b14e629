"""E-mail addresses that people log in with: ASCII only, so that two that look alike are alike."""

import re

from saas.kit.i18n import N_
from saas.kit.text import clean_line

LONGEST = 254
MALFORMED = N_("This is not an e-mail address we can write to.")
_address = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


def read_email(typed: str) -> str | None:
    """Read an address as typed, wide letters included, and lower its case; None when it is not one."""
    text = clean_line(typed).lower()
    return text if len(text) <= LONGEST and _address.fullmatch(text) else None

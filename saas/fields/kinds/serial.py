"""Numbers we give out ourselves, such as QT-2025-0001. Counting them up belongs to `saas.records`."""

import re
from datetime import date

from saas.fields.field import Field
from saas.fields.kind import FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _

PATTERN = "{n:6}"
LONGEST = 100
_place = re.compile(r"\{(yyyy|yy|mm|dd|n)(?::(\d{1,2}))?\}")


class Serial(FieldKind):
    """A number by `pattern`: {yyyy} {yy} {mm} {dd} of the day, {n:4} the count with at least four digits."""

    name, label, icon = "serial", N_("Serial number"), "list-ordered"
    indexed, writable, settings = True, False, ("pattern",)
    api_type = {"type": "string", "readOnly": True}
    examples = {"QT-2025-0001": "QT-2025-0001", "x" * 101: Rejects}

    def parse(self, typed: str, field: Field) -> str:
        """Take a number as it is."""
        if len(typed) > LONGEST:
            raise Unreadable(_("At most %(max)s characters.", max=LONGEST))
        return typed


def number(pattern: str, day: date, n: int) -> str:
    """Write the n-th number of a day's period: `QT-{yyyy}-{n:4}` gives QT-2025-0001."""
    parts = _day_parts(day)

    def written(match: re.Match[str]) -> str:
        value = str(n) if match[1] == "n" else parts[match[1]]
        return value.zfill(int(match[2] or 0))

    return _place.sub(written, counting(pattern))


def period(pattern: str, day: date) -> str:
    """Name the period in which a pattern counts: with {yyyy} every year begins at one again."""
    parts = _day_parts(day)
    return _place.sub(lambda match: "#" if match[1] == "n" else parts[match[1]], counting(pattern))


def counting(pattern: str) -> str:
    """Make sure that a pattern counts at all, or every number would be the same."""
    places = {match[1] for match in _place.finditer(pattern)}
    return pattern if "n" in places else pattern + PATTERN


def _day_parts(day: date) -> dict[str, str]:
    return {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}", "dd": f"{day:%d}"}

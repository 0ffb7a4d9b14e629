"""What the importer decides: about duplicates, and about cells that cannot be read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from saas.kit.errors import Refusal

ALLOWED = {"duplicates": ("skip", "update", "create"), "unreadable": ("leave_out", "reject")}


class BadChoice(Refusal):
    """%(name)s must be one of: %(allowed)s."""

    code, status = "bad_choice", 422


@dataclass(frozen=True)
class Choices:
    """Whether a duplicate is skipped, updates or is created anyway; whether an unreadable cell costs its row."""

    duplicates: str = "skip"
    unreadable: str = "leave_out"

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Choices":
        """Read choices by name; what is not given is as usual. Raise BadChoice."""
        chosen = {field.name: given[field.name] for field in fields(cls) if given.get(field.name)}
        for name, value in chosen.items():
            if value not in ALLOWED[name]:
                raise BadChoice(name=name, allowed=", ".join(ALLOWED[name]))
        return cls(**chosen)

    def dump(self) -> dict[str, str]:
        """Write as JSON."""
        return asdict(self)

"""A check and what it finds. One file per check in `saas/doctor/checks/`."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from tenants.settings import Settings


@dataclass(frozen=True)
class Finding:
    """What a check found, in the current language; `what_to_do` is empty when there is nothing to do."""

    level: Literal["ok", "warn", "fail"]
    sentence: str
    what_to_do: str = ""
    check: str = ""


def ok(sentence: str) -> Finding:
    """Report that all is well."""
    return Finding("ok", sentence)


def warn(sentence: str, what_to_do: str) -> Finding:
    """Report that something works less well than it should."""
    return Finding("warn", sentence, what_to_do)


def fail(sentence: str, what_to_do: str) -> Finding:
    """Report that something does not work."""
    return Finding("fail", sentence, what_to_do)


class Check:
    """One thing to look at. `at_start` marks what is cheap and worth saying each time the product starts."""

    name: ClassVar[str]
    at_start: ClassVar[bool] = False

    async def run(self, settings: Settings) -> Finding:
        """Look, and say what was found."""
        raise NotImplementedError

"""Run the checks. One that breaks or hangs is a finding like any other."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from saas.doctor import checks
from saas.doctor.check import Check, Finding, fail
from saas.kit.i18n import _
from saas.kit.registry import collect
from tenants.settings import Settings

LIMIT = 15.0  # Seconds.


@cache
def all_checks() -> dict[str, Check]:
    """Collect the checks from their folder, once."""
    return collect(checks, Check)


async def run_all(settings: Settings) -> list[Finding]:
    """Run every check at once and list the findings in the order of the checks' names."""
    return await _findings(all_checks().values(), settings)


async def startup_warnings(settings: Settings) -> list[Finding]:
    """Run the cheap checks and list only what is wrong."""
    findings = await _findings((check for check in all_checks().values() if check.at_start), settings)
    return [finding for finding in findings if finding.level != "ok"]


async def _findings(chosen: Iterable[Check], settings: Settings) -> list[Finding]:
    return list(await asyncio.gather(*(_finding(check, settings) for check in chosen)))


async def _finding(check: Check, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(LIMIT):
            found = await check.run(settings)
    except Exception as error:
        found = fail(
            _("This check itself did not work: %(error)s", error=f"{type(error).__name__}: {error}"),
            _("Please tell us about it."),
        )
    return replace(found, check=check.name)

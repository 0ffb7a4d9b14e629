"""`guanxi doctor`: look at the machine and say what to do."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path

import click

from saas.doctor.check import Finding
from saas.doctor.examination import run_all
from saas.kit.i18n import use_locale
from web.cli.installation import answer, installation_options, settings_for

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@click.command()
@installation_options
def doctor(data: Path | None, as_json: bool) -> None:
    """Check what an installation stands on; exit 1 when something does not work."""
    settings = settings_for(data)
    with use_locale("en"):
        findings = asyncio.run(run_all(settings))
    well = all(finding.level != "fail" for finding in findings)
    facts = {"ok": well, "checks": [asdict(finding) for finding in findings]}
    answer(as_json, facts, "\n".join(map(_line, findings)))
    sys.exit(0 if well else 1)


def _line(finding: Finding) -> str:
    advice = f"\n       {finding.what_to_do}" if finding.what_to_do else ""
    return f"{MARKS[finding.level]}   {finding.check}: {finding.sentence}{advice}"

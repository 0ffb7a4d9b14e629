"""`guanxi migrate`: bring the platform and every company to the newest version."""

import asyncio
import sys
from pathlib import Path

import click

from tenants.migrations.all import Outcome, migrate_platform, migrate_tenants
from web.cli.installation import answer, installation_options, opened


@click.command()
@installation_options
def migrate(data: Path | None, as_json: bool) -> None:
    """Migrate, several companies at a time. It may be interrupted: what is done stays done."""
    outcome = asyncio.run(run(data, quiet=as_json or not sys.stderr.isatty()))
    done = f"{outcome.migrated} companies migrated, {outcome.current} were up to date."
    failed = "".join(f"\n{schema}: {reason}" for schema, reason in outcome.failed.items())
    answer(as_json, outcome._asdict(), done + failed)
    sys.exit(1 if outcome.failed else 0)


async def run(data: Path | None, *, quiet: bool) -> Outcome:
    """Migrate the installation in a folder."""
    async with opened(data, make=True) as installation:
        migrate_platform(installation.database)
        return migrate_tenants(installation.database, None if quiet else _progress)


def _progress(done: int, all: int) -> None:
    click.echo(f"\r{done} of {all}", nl=done == all, err=True)

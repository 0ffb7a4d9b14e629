"""What the commands share: finding the installation, a company in it, and answering people or scripts."""

import getpass
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import ProgrammingError

from saas.kit.errors import Invalid, Refusal
from saas.kit.i18n import use_locale
from saas.people.viewer import Viewer
from tenants.address import noted_address
from tenants.companies import Company, all_companies, find_company
from tenants.embedded import AlreadyRunning, DatabaseDidNotStart
from tenants.hosts import UnknownHost
from tenants.installation import Installation
from tenants.opening import DatabaseAway
from tenants.settings import BadSetting, Settings

F = TypeVar("F", bound=Callable[..., Any])


def installation_options(command: F) -> F:
    """Give a command --data and --json."""
    command = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(command)
    folder = click.Path(path_type=Path)
    return click.option("--data", type=folder, help="The installation's folder (GUANXI_DATA, ./data).")(command)


def settings_for(data: Path | None) -> Settings:
    """Read the settings, the address from where `serve` noted it; a bad one ends the command with its name."""
    try:
        settings = Settings.from_environment(data=data)
        if os.environ.get("GUANXI_PORT") or os.environ.get("GUANXI_BASE_URL"):
            return settings
        return Settings.from_environment(data=data, base_url=noted_address(settings.data))
    except BadSetting as error:
        raise click.ClickException(str(error)) from None


@asynccontextmanager
async def opened(data: Path | None, *, make: bool = False) -> AsyncIterator[Installation]:
    """Open the installation, running or not; what it refuses ends the command with a sentence.

    A folder without one is left as it is, unless the command is to `make` one: its name may be mistyped.
    """
    settings = settings_for(data)
    if not (make or is_there(settings)):
        raise none_yet(settings)
    try:
        installation = Installation.open(settings)
    except (BadSetting, AlreadyRunning, DatabaseDidNotStart, DatabaseAway) as error:
        raise click.ClickException(str(error)) from None
    try:
        with use_locale("en"):
            yield installation
    except Refusal as error:
        more = error.errors.values() if isinstance(error, Invalid) else ()
        with use_locale("en"):
            raise click.ClickException(" ".join([error.sentence, *more])) from None
    except ProgrammingError as error:
        if not isinstance(error.orig, UndefinedTable):
            raise
        raise none_yet(settings) from None
    finally:
        await installation.close()


def is_there(settings: Settings) -> bool:
    """Tell whether there is a database to open."""
    return settings.database_url is not None or os.path.lexists(settings.data / "postgres")


def none_yet(settings: Settings) -> click.ClickException:
    """Say that there is nothing to open."""
    return click.ClickException(f"There is no installation in {settings.data} yet. Run: guanxi serve")


async def company_at(installation: Installation, host: str) -> Company:
    """Find a company by its host name or by the first part of it."""
    settings = installation.settings
    try:
        label = settings.label_of(host) if "." in host or host == settings.base_name else host
    except UnknownHost:
        label = ""
    async with installation.database.platform() as platform:
        if label is None and settings.edition == "private":
            company = next(iter(await all_companies(platform)), None)
        else:
            company = await find_company(platform, label=label) if label else None
    if company is None:
        raise click.ClickException(f"There is no company at {host}.")
    return company


def operator() -> Viewer:
    """Stand for whoever runs a command, in a company's log."""
    return Viewer(0, getpass.getuser(), 0, frozenset(), via="cli")


def answer(as_json: bool, facts: Any, text: str) -> None:
    """Print an answer: facts for a script, text for a person."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else text)

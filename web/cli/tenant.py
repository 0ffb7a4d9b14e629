"""`guanxi tenant`: companies of this installation."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import text

from saas.accounts.emails import read_email
from saas.accounts.hashing import hash_password
from saas.accounts.passwords import password_problem
from saas.audit.log import log
from saas.kit.i18n import DEFAULT, LOCALES
from saas.kit.text import clean_line
from saas.signup.found import Founder, found_company
from saas.signup.hosts import label_problem, read_label
from saas.signup.reserved import RESERVED
from tenants.companies import Company, all_companies
from tenants.installation import Installation
from tenants.provisioning import destroy, set_status
from web.cli.installation import answer, company_at, installation_options, opened, operator


@click.group()
def tenant() -> None:
    """Create, list, suspend and delete companies."""


@tenant.command()
@click.option("--name", required=True, metavar="TEXT", help="The company's name.")
@click.option("--host", required=True, help="The first part of its address, as in `acme`.")
@click.option("--owner-email", required=True, metavar="EMAIL", help="Who owns it.")
@click.option(
    "--owner-password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given."
)
@click.option("--owner-name", metavar="TEXT", help="The owner's name; else the first part of the address.")
@click.option("--locale", type=click.Choice(list(LOCALES)), default=DEFAULT, help="Its language.")
@installation_options
def create(data: Path | None, as_json: bool, **given: str) -> None:
    """Create a company with the CRM and its owner."""
    made = asyncio.run(_create(data, **given))
    answer(as_json, made, f"{made['name']} lives at {made['url']}")


@tenant.command("list")
@installation_options
def index(data: Path | None, as_json: bool) -> None:
    """List all companies."""
    found = asyncio.run(_list(data))
    answer(as_json, found, "\n".join(f"{one['host']:<32} {one['status']:<10} {one['name']}" for one in found))


@tenant.command()
@click.argument("host")
@installation_options
def show(host: str, data: Path | None, as_json: bool) -> None:
    """Show one company."""
    found = asyncio.run(_show(data, host))
    answer(as_json, found, "\n".join(f"{name:<12} {value}" for name, value in found.items()))


@tenant.command()
@click.argument("host")
@installation_options
def suspend(host: str, data: Path | None, as_json: bool) -> None:
    """Close a company's workspace until it is resumed; its data stays."""
    found = asyncio.run(_set_status(data, host, "suspended"))
    answer(as_json, found, f"{found['host']} is suspended.")


@tenant.command()
@click.argument("host")
@installation_options
def resume(host: str, data: Path | None, as_json: bool) -> None:
    """Open a suspended company's workspace again."""
    found = asyncio.run(_set_status(data, host, "active"))
    answer(as_json, found, f"{found['host']} works again.")


@tenant.command()
@click.argument("host")
@click.option("--yes", is_flag=True, help="Do not ask.")
@installation_options
def delete(host: str, yes: bool, data: Path | None, as_json: bool) -> None:
    """Delete a company's data and its key for good. Backups made before still hold it until you delete those."""
    if not yes:
        click.confirm(f"Delete {host} and everything in it, for good?", abort=True, err=True)
    found = asyncio.run(_delete(data, host))
    answer(as_json, found, f"{found['host']} is deleted.")


@dataclass(frozen=True)
class Facts:
    """What is printed about a company."""

    id: str
    host: str
    name: str
    url: str
    locale: str
    status: str


async def _create(
    data: Path | None, *, name: str, host: str, owner_email: str, owner_password: str, owner_name: str, locale: str
) -> dict[str, Any]:
    async with opened(data) as installation:
        label, email = read_label(host, installation.settings), read_email(owner_email)
        # The operator may hand out names that a visitor may not choose.
        problem = "" if label in RESERVED else label_problem(label)
        if problem or email is None or not clean_line(name):
            raise click.ClickException(problem or ("--name is empty." if email else "--owner-email is no address."))
        password = await checked_password(owner_password, known=(email, name, label))
        founder = Founder(clean_line(owner_name or "") or email.partition("@")[0], email, password)
        company, _owner = await found_company(
            installation.database, label=label, name=clean_line(name), founder=founder, locale=locale, via="cli"
        )
        return facts(installation, company)


async def _list(data: Path | None) -> list[dict[str, Any]]:
    async with opened(data) as installation, installation.database.platform() as platform:
        return [facts(installation, one) for one in await all_companies(platform) if one.status != "deleted"]


async def _show(data: Path | None, host: str) -> dict[str, Any]:
    async with opened(data) as installation:
        company = await company_at(installation, host)
        async with installation.database.tenant(company) as db:
            size = text(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = to_regnamespace(:s)"
            )
            people = await db.execute(text("SELECT count(*) FROM people WHERE status <> 'disabled'"))
            counted = {"people": people.scalar_one()}
            await log(db, operator(), "show_company")
            counted["bytes"] = int((await db.execute(size, {"s": company.schema})).scalar_one() or 0)
            await db.commit()
        return facts(installation, company) | counted


async def _set_status(data: Path | None, host: str, status: str) -> dict[str, Any]:
    async with opened(data) as installation:
        company = await company_at(installation, host)
        async with installation.database.tenant(company) as db:
            await log(db, operator(), "suspend_company" if status == "suspended" else "resume_company")
            await db.commit()
        await set_status(installation.database, company, status)
        return facts(installation, company) | {"status": status}


async def _delete(data: Path | None, host: str) -> dict[str, Any]:
    async with opened(data) as installation:
        company = await company_at(installation, host)
        await destroy(installation.database, company)
        return facts(installation, company) | {"status": "deleted"}


def facts(installation: Installation, company: Company) -> dict[str, Any]:
    """Say what scripts want to know about a company."""
    url = installation.settings.tenant_url(company.label)
    return asdict(Facts(company.id, company.label, company.name, url, company.locale, company.status))


async def checked_password(password: str, *, known: tuple[str, ...]) -> str:
    """Hash a password; a weak one is warned of, and up to the operator."""
    if not password:
        raise click.ClickException("The password is empty.")
    if problem := password_problem(password, known=known):
        click.echo(f"Warning: this password is weak. {problem}", err=True)
    return await hash_password(password)

"""`guanxi user`: members of a company."""

import asyncio
from pathlib import Path
from typing import Any

import click

from policies.presets import ROLES
from saas.accounts.emails import read_email
from saas.accounts.login import find_person
from saas.audit.log import log
from saas.kit.text import clean_line
from saas.people.membership import give_roles
from saas.people.model import Person
from saas.people.roster import root_department
from tenants.revisions import bump_revision
from web.cli.installation import answer, company_at, installation_options, opened, operator
from web.cli.tenant import checked_password


@click.group()
def user() -> None:
    """Add members to a company."""


@user.command()
@click.option("--tenant", required=True, metavar="HOST", help="Which company.")
@click.option("--email", required=True, metavar="EMAIL", help="With which they log in.")
@click.option("--name", required=True, metavar="TEXT", help="What they are called.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice(ROLES), help="May be given again.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given.")
@installation_options
def create(data: Path | None, as_json: bool, **given: Any) -> None:
    """Add an active member."""
    made = asyncio.run(_create(data, **given))
    answer(as_json, made, f"{made['name']} ({made['email']}) can log in at {made['url']}")


async def _create(
    data: Path | None, *, tenant: str, email: str, name: str, roles: tuple[str, ...], password: str
) -> dict[str, Any]:
    address = read_email(email)
    if address is None or not clean_line(name):
        raise click.ClickException("--name is empty." if address else "--email is no address.")
    async with opened(data) as installation:
        company = await company_at(installation, tenant)
        hashed = await checked_password(password, known=(address, name, company.name, company.label))
        async with installation.database.tenant(company) as db:
            if await find_person(db, address):
                raise click.ClickException(f"{address} is a member already.")
            person = Person(
                email=address,
                name=clean_line(name),
                password_hash=hashed,
                department_id=await root_department(db),
                status="active",
                locale=company.locale,
            )
            db.add(person)
            await db.flush()
            await give_roles(db, person.id, roles)
            await bump_revision(db)
            detail = {"person": person.id, "email": address, "roles": sorted(set(roles))}
            await log(db, operator(), "create_person", detail=detail)
            await db.commit()
        facts = {"id": person.id, "email": address, "name": person.name, "roles": sorted(set(roles))}
        return facts | {"tenant": company.label, "url": installation.settings.tenant_url(company.label)}

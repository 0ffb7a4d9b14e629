"""`guanxi token`: API tokens for programs."""

import asyncio
from pathlib import Path

import click

from saas.accounts.api_tokens import create_token
from saas.accounts.sessions import find_viewer
from saas.people.directory import directory_of
from web.cli.installation import answer, company_at, installation_options, opened


@click.group()
def token() -> None:
    """Make API tokens."""


@token.command()
@click.option("--tenant", required=True, metavar="HOST", help="Whose workspace.")
@click.option("--user", required=True, metavar="EMAIL", help="For whom the program acts.")
@click.option("--name", required=True, metavar="TEXT", help="What the token is for.")
@installation_options
def create(tenant: str, user: str, name: str, data: Path | None, as_json: bool) -> None:
    """Make a token and print it. It is shown this once."""
    made = asyncio.run(make_token(data, tenant, user, name))
    answer(as_json, {"token": made}, made)


async def make_token(data: Path | None, tenant: str, email: str, name: str) -> str:
    """Make a token that acts for a member."""
    async with opened(data) as installation:
        company = await company_at(installation, tenant)
        async with installation.database.tenant(company) as db:
            members = (await directory_of(db)).members.values()
            wanted = email.strip().casefold()
            member = next((one for one in members if one.email.casefold() == wanted), None)
            viewer = await find_viewer(db, member.id, via="cli") if member else None
            if viewer is None:
                raise click.ClickException(f"Nobody active with the e-mail {email} works at {tenant}.")
            made = await create_token(db, viewer, name)
            await db.commit()
            return made

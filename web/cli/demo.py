"""`guanxi demo`: a company to try things out in."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from saas.demo.found import ensure_demo
from saas.demo.people import Login
from tenants.installation import Installation
from tenants.queue import close_queue, open_queue
from web.cli.installation import answer, installation_options, opened


@click.command()
@click.option("--tenant", default="demo", show_default=True, metavar="LABEL", help="First part of its host name.")
@installation_options
def demo(tenant: str, data: Path | None, as_json: bool) -> None:
    """Make a company with a year of made-up sales, once, and print its logins."""
    answer_demo(as_json, *asyncio.run(_make(data, tenant)))


async def _make(data: Path | None, label: str) -> tuple[str, Sequence[Login]]:
    async with opened(data) as installation:
        await open_queue(installation.database)
        try:
            return await make_demo(installation, label)
        finally:
            await close_queue()


async def make_demo(installation: Installation, label: str = "demo") -> tuple[str, Sequence[Login]]:
    """Make the demo company unless it is there; give its address and logins. Raise NotADemo."""
    settings = installation.settings
    logins = await ensure_demo(installation.database, settings.encryption_key(), label=label)
    return settings.tenant_url(label), logins


def answer_demo(as_json: bool, url: str, logins: Sequence[Login]) -> None:
    """Print where the demo is and how to get in."""
    facts = {"url": url, "logins": [login._asdict() for login in logins]}
    answer(as_json, facts, said(url, logins))


def said(url: str, logins: Sequence[Login]) -> str:
    """Say where the demo is and how to get in."""
    width = max(len(login.email) for login in logins)
    lines = [f"  {login.role:<8} {login.email:<{width}}  {login.password}" for login in logins]
    return "\n".join([f"The demo company is at {url} (made-up data, for trying things out):", *lines])

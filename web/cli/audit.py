"""`guanxi audit`: take the operation log out, and check what was taken out."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import click
import orjson

from saas.audit.chain import Head
from saas.audit.export import begin_export, export_log
from saas.audit.verify import Verdict, read_head
from saas.audit.verify import verify as check
from web.cli.installation import answer, company_at, installation_options, opened, operator


def noted_head(ctx: click.Context, param: click.Parameter, value: str | None) -> Head | None:
    """Read --head."""
    head = read_head(value) if value is not None else None
    if value is not None and head is None:
        raise click.BadParameter("a head is the number of a line, a colon and its hash in 64 hexadecimal digits")
    return head


VOUCHED = {
    True: "The name, host and time in its first line are sealed in the log itself.",
    False: "Nothing in the log proves the name, host and time in its first line: its end was cut off, or it is old.",
}


@click.group()
def audit() -> None:
    """Export the operation log and prove that nobody edited it."""


@audit.command()
@click.option("--tenant", required=True, metavar="HOST", help="Whose log.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@installation_options
def export(tenant: str, out: Path, data: Path | None, as_json: bool) -> None:
    """Write a company's operation log as JSON lines, sealed up to this moment. The export itself is in it.

    Exit 1 when the log is not intact: the file says why, and everything that is sealed is in it.

    Note the head it prints somewhere else: only against that can a later export show that lines were cut off its end.
    """
    facts = asyncio.run(write_export(data, tenant, out))
    head = f"{facts['head']['n']}:{facts['head']['hash']}"
    said = "" if facts["intact"] else f"\n{facts['sentence']}"
    answer(as_json, facts, f"{facts['rows']} lines in {out}\nHead {head}{said}")
    sys.exit(0 if facts["intact"] else 1)


async def write_export(data: Path | None, tenant: str, out: Path) -> dict[str, Any]:
    """Log the export, then write it beside its place and move it there when it is whole."""
    async with opened(data) as installation:
        company = await company_at(installation, tenant)
        host = installation.settings.tenant_url(company.label).partition("://")[2]
        async with installation.database.tenant(company) as db:
            export = await begin_export(db, operator(), host=host)
            await db.commit()
        part = out.with_name(f".{out.name}.part")
        try:
            with create_private(part) as file:
                async for piece in export_log(installation.database, company, export):
                    file.write(piece)
            part.replace(out)
        except OSError as error:
            raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from None
        finally:
            part.unlink(missing_ok=True)
    return summary(out)


def create_private(path: Path) -> BinaryIO:
    """Create a file that only we may read."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def summary(out: Path) -> dict[str, Any]:
    """Read back what was written, so that what we report is what the file says."""
    with out.open("rb") as file:
        verdict = check(file)
        file.seek(max(0, out.stat().st_size - 1000))
        head = orjson.loads(file.readlines()[-1])["head"]
    return {"file": str(out), **facts_of(verdict), "head": head}


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--head",
    metavar="N:HASH",
    callback=noted_head,
    help="A head noted elsewhere: from an earlier export, or the platform's.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(file: Path, head: Head | None, as_json: bool) -> None:
    """Check an export without any installation. Exit 0 when it is intact and 1 when it is not.

    It finds every line that was edited, removed, inserted or moved, and an end that was cut off. Whoever cuts the end
    off and also writes a matching last line leaves a shorter log that is sound in itself: only --head, with a head
    noted elsewhere, shows that.
    """
    with file.open("rb") as opened_file:
        verdict = check(opened_file, noted=head)
    vouched = f"\n{VOUCHED[verdict.vouched]}" if verdict.intact else ""
    answer(as_json, facts_of(verdict), verdict.sentence + vouched)
    sys.exit(0 if verdict.intact else 1)


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """Write a verdict for a script."""
    facts = {"intact": verdict.intact, "rows": verdict.rows, "first_bad": verdict.first_bad, "problem": verdict.problem}
    return facts | {"vouched": verdict.vouched, "sentence": verdict.sentence}

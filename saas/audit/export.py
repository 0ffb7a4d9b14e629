"""Write a company's sealed log as JSON lines that anyone can check without us: see saas/audit/verify.py.

The first line says whose log it is, then comes one line of the log per line, and the last line is the head as the
platform keeps it, with a digest of everything above.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import text

from saas.audit.chain import FORMAT, VERSION, Head, beginning, canonical
from saas.audit.lines import COLUMNS, read_lines
from saas.audit.seal import HeadsDiffer, kept_head, seal_company
from saas.kit.clock import now
from tenants.companies import Company
from tenants.engines import Database

AT_ONCE = 1_000

# A sealed line that is gone from the log leaves its number and hash behind, so that the gap shows.
SEALED = text(f"""
  SELECT s.n, s.hash, {COLUMNS} FROM operation_seals s LEFT JOIN operation_log l ON l.id = s.log_id
  WHERE s.n > :after AND s.n <= :last ORDER BY s.n
""")  # noqa: S608 - COLUMNS is ours.


async def export_log(database: Database, company: Company, *, host: str) -> AsyncIterator[bytes]:
    """Seal, then write the whole log in pieces. The caller has logged the export before, so that it is in there.

    Each piece has a transaction of its own: lines never change, and a slow reader must not hold one open.
    """
    with suppress(
        HeadsDiffer
    ):  # The file then ends elsewhere than the head it carries, as whoever checks it shall see.
        await seal_company(database, company)
    async with database.platform() as platform:
        kept = await kept_head(platform, company.id)
    head = Head(kept.n, kept.hash)
    digest = hashlib.sha256()
    async for piece in _pieces(database, company, host, head):
        digest.update(piece)
        yield piece
    footer = {"head": {"n": head.n, "hash": head.hash.hex()}, "file": digest.hexdigest()}
    yield canonical(footer) + b"\n"


async def _pieces(database: Database, company: Company, host: str, head: Head) -> AsyncIterator[bytes]:
    header = {
        "format": FORMAT,
        "version": VERSION,
        "company": company.id,
        "name": company.name,
        "host": host,
        "exported_at": now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    yield canonical(header) + b"\n"
    previous = beginning(company.id).hash
    for after in range(0, head.n, AT_ONCE):
        async with database.tenant(company) as db:
            span = {"after": after, "last": min(after + AT_ONCE, head.n)}
            lines = read_lines(await db.execute(SEALED, span))
        if lines:
            yield b"".join(_written(lines, previous))
            previous = lines[-1]["hash"]


def _written(lines: Iterable[dict[str, Any]], previous: bytes) -> Iterable[bytes]:
    for line in lines:
        hash = line["hash"]
        yield canonical(line | {"prev": previous.hex(), "hash": hash.hex()}) + b"\n"
        previous = hash

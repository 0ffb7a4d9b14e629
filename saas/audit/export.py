"""Write a company's sealed log as JSON lines that anyone can check without us: see saas/audit/verify.py.

The first line says whose log it is, then comes one line of the log per line, and the last line is the head as the
platform keeps it, with a digest of everything above. A log that is no longer sealed, or has lines that no seal covers,
says so in that last line.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

from sqlalchemy import text

from saas.audit.chain import FORMAT, VERSION, Head, beginning, canonical
from saas.audit.lines import COLUMNS, read_lines
from saas.audit.seal import HeadsDiffer, hidden_lines, kept_head, last_seal, seal_company
from saas.kit.clock import now
from tenants.companies import Company
from tenants.engines import Database

AT_ONCE = 1_000

# A sealed line that is gone from the log leaves its number and hash behind, so that the gap shows.
SEALED = text(f"""
  SELECT s.n, s.hash, {COLUMNS} FROM operation_seals s LEFT JOIN operation_log l ON l.id = s.log_id
  WHERE s.n > :after AND s.n <= :last ORDER BY s.n LIMIT :limit
""")  # noqa: S608 - COLUMNS is ours.


async def export_log(database: Database, company: Company, *, host: str) -> AsyncIterator[bytes]:
    """Seal, then write the whole log in pieces. The caller has logged the export before, so that it is in there.

    Each piece has a transaction of its own: lines never change, and a slow reader must not hold one open.
    """
    flaw: dict[str, Any] = {}
    try:
        await seal_company(database, company)
    except HeadsDiffer:
        flaw["stopped"] = True
    async with database.platform() as platform:
        kept = await kept_head(platform, company.id)
    head = Head(kept.n, kept.hash)
    async with database.tenant(company) as db:
        count, first = await hidden_lines(db, kept)
        last = (await last_seal(db) or head).n if flaw else head.n
    if count:
        flaw["unsealed"] = {"lines": count, "first_id": first}
    digest = hashlib.sha256()
    async for piece in _pieces(database, company, host, max(last, head.n)):
        digest.update(piece)
        yield piece
    footer = {"head": {"n": head.n, "hash": head.hash.hex()}, "file": digest.hexdigest()}
    yield canonical(footer | flaw) + b"\n"


async def _pieces(database: Database, company: Company, host: str, last: int) -> AsyncIterator[bytes]:
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
    after = 0
    while after < last:  # By number, since a seal that somebody added may stand far beyond the others.
        async with database.tenant(company) as db:
            lines = read_lines(await db.execute(SEALED, {"after": after, "last": last, "limit": AT_ONCE}))
        if not lines:
            return
        yield b"".join(_written(lines, previous))
        previous, after = lines[-1]["hash"], lines[-1]["n"]


def _written(lines: Iterable[dict[str, Any]], previous: bytes) -> Iterable[bytes]:
    for line in lines:
        hash = line["hash"]
        yield canonical(line | {"prev": previous.hex(), "hash": hash.hex()}) + b"\n"
        previous = hash

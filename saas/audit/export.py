"""Write a company's sealed log as JSON lines that anyone can check without us: see saas/audit/verify.py.

The first line says whose log it is, then comes one line of the log per line up to the one about this very export, and
the last line is the head there, with a digest of everything above. A log that is no longer sealed, or has lines that
no seal covers, says so in that last line, beside the head as the platform keeps it.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import insert, text

from saas.audit.chain import FORMAT, VERSION, Head, beginning, canonical
from saas.audit.lines import COLUMNS, read_lines
from saas.audit.log import TABLE, log_line
from saas.audit.seal import HeadsDiffer, hidden_lines, kept_head, last_seal, seal_company, seal_of
from saas.audit.verify import EXPORTING, NAMED
from saas.kit.clock import now
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from tenants.sessions import TenantSession

AT_ONCE = 1_000

# A sealed line that is gone from the log leaves its number and hash behind, so that the gap shows.
SEALED = text(f"""
  SELECT s.n, s.hash, {COLUMNS} FROM operation_seals s LEFT JOIN operation_log l ON l.id = s.log_id
  WHERE s.n > :after AND s.n <= :last ORDER BY s.n LIMIT :limit
""")  # noqa: S608 - COLUMNS is ours.


class Export(NamedTuple):
    """An export that is about to be written: its first line, and the id of the log's line about it."""

    header: dict[str, Any]
    line: int


async def begin_export(db: TenantSession, viewer: Viewer, *, host: str) -> Export:
    """Log an export, with what its first line will say: so that is part of the chain, and sealed with it."""
    header = {
        "format": FORMAT,
        "version": VERSION,
        "company": db.company.id,
        "name": db.company.name,
        "host": host,
        "exported_at": now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    line = log_line(viewer, EXPORTING, detail={name: header[name] for name in NAMED})
    return Export(header, (await db.execute(insert(TABLE).values(line).returning(TABLE.c.id))).scalar_one())


async def export_log(database: Database, company: Company, export: Export) -> AsyncIterator[bytes]:
    """Seal, then write the log in pieces, up to the line about this export. The caller has committed that before.

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
        own = await seal_of(db, export.line)
    if count:
        flaw["unsealed"] = {"lines": count, "first_id": first}
    if own and not flaw:
        head, last = own, own.n
    digest = hashlib.sha256()
    async for piece in _pieces(database, company, export.header, max(last, head.n)):
        digest.update(piece)
        yield piece
    footer = {"head": {"n": head.n, "hash": head.hash.hex()}, "file": digest.hexdigest()}
    yield canonical(footer | flaw) + b"\n"


async def _pieces(database: Database, company: Company, header: Mapping[str, Any], last: int) -> AsyncIterator[bytes]:
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

"""Seal the log: number its lines and chain their hashes, so that no line can be changed, removed or slipped in later.

A line may be sealed as soon as it is committed, so what needs care is only not to miss one. Ids are taken before the
commit: when 7 is sealed, 6 may still be on its way. A seal carries the id of the transaction that wrote it. Whoever
took a smaller log id took a transaction id before that (see the migration), so when every transaction older than a seal
has ended, every line up to the sealed one is there. Once those are sealed too, that mark is settled, and the next
search for unsealed lines starts above it.
"""

import asyncio
from datetime import datetime

from sqlalchemy import BigInteger, Executable, LargeBinary, Text, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.audit.chain import Head, beginning, link
from saas.audit.lines import COLUMNS, read_lines
from saas.audit.mentions import gather_mentions
from tenants.companies import Company
from tenants.engines import Database
from tenants.orm import PlatformTable, TenantTable
from tenants.sessions import PlatformSession, TenantSession

BATCH = 5_000
PATIENCE = 60.0  # Seconds to wait for another sealer of the same company.
PAUSE = 0.05
YIELD = 250  # Lines hashed at one go.


class HeadsDiffer(Exception):
    """A company's seals do not end where the platform last saw them: its log was tampered with, or is an old copy."""


class Seal(TenantTable):
    """A sealed line: its number in the chain and its hash. The company's role can read seals; no more."""

    __tablename__ = "operation_seals"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    log_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHead(PlatformTable):
    """The end of a company's chain, kept where the company's role cannot reach it; the application only moves it on."""

    __tablename__ = "audit_heads"

    company_id: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    settled: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    stopped_at: Mapped[datetime | None]


TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext(:company), hashtext('audit.seal'))")
OLDEST = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
FINAL = text("""
  SELECT coalesce(max(log_id), 0) FROM (
    SELECT log_id FROM operation_seals WHERE xid < CAST(CAST(:oldest AS text) AS xid8) ORDER BY n DESC LIMIT 5000
  ) recent
""")
UNSEALED = text(f"""
  SELECT {COLUMNS} FROM operation_log l
  WHERE l.id > :settled AND NOT EXISTS (SELECT 1 FROM operation_seals s WHERE s.log_id = l.id)
  ORDER BY l.id LIMIT :limit
""")  # noqa: S608 - COLUMNS is ours.
TRANSACTION = text("SELECT pg_current_xact_id()::text")
ADD = text("""
  INSERT INTO operation_seals (n, log_id, hash, xid)
  SELECT :n + i, log_id, substr(CAST(:hashes AS bytea), 32 * CAST(i AS integer) - 31, 32), CAST(:xid AS xid8)
  FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS made (log_id, i)
""")


OWN_ROLE = text("SELECT set_config('role', 'none', true)")
HIDDEN = text("""
  SELECT count(*), min(id) FROM operation_log l WHERE l.id <= :settled
  AND NOT EXISTS (SELECT 1 FROM operation_seals s WHERE s.log_id = l.id AND s.n BETWEEN 1 AND :last)
""")


async def seal_company(database: Database, company: Company) -> Head:
    """Seal every line that is committed by now and give the new head. Raise HeadsDiffer."""
    waited = 0.0
    while True:
        async with database.tenant(company) as db:
            if (await db.execute(TRY_LOCK, {"company": company.id})).scalar_one():
                head, count = await _seal_batch(database, db)
                await db.commit()
                if count < BATCH:
                    return head
                continue
        # Another sealer is at work. Waiting without a connection leaves the pool to those who need it.
        if waited > PATIENCE:
            raise TimeoutError("another process has been sealing this company's log for too long")
        await asyncio.sleep(PAUSE)
        waited += PAUSE


async def _seal_batch(database: Database, db: TenantSession) -> tuple[Head, int]:
    async with database.platform() as platform:
        kept = await kept_head(platform, db.company.id)
    head = await last_seal(db) or beginning(db.company.id)
    if (kept.n, kept.hash) != head:
        await _note_stop(database, db.company.id)
        raise HeadsDiffer(db.company.id)
    oldest = (await db.execute(OLDEST)).scalar_one()
    final = (await db.execute(FINAL, {"oldest": oldest})).scalar_one()
    # Lines up to `final` are all there, but some only since the last time: the search starts at the old mark.
    lines = read_lines(await db.execute(UNSEALED, {"settled": kept.settled, "limit": BATCH}))
    settled = max(kept.settled, final if len(lines) < BATCH else min(final, lines[-1]["id"]))
    await db.execute(OWN_ROLE)  # Seals and mentions are out of the company's hands.
    before, hashes = head, []
    for line in lines:
        if head.n % YIELD == 0:
            await asyncio.sleep(0)  # Pages are served by the same process.
        head = Head(head.n + 1, link(head.hash, line))
        hashes.append(head.hash)
    if lines:
        # Asked for after the lines were seen, never before: that order is what makes the mark above true.
        xid = (await db.execute(TRANSACTION)).scalar_one()
        ids = [line["id"] for line in lines]
        await db.execute(ADD, {"n": before.n, "ids": ids, "hashes": b"".join(hashes), "xid": xid})
    await gather_mentions(db, settled)
    if lines or settled > kept.settled or kept.stopped_at:
        db.write_on_platform(_keep(db.company.id, head, settled))
    return head, len(lines)


async def _note_stop(database: Database, company_id: str) -> None:
    """Keep the moment since when nothing is sealed, for the log's page and the doctor."""
    async with database.platform() as platform:
        await platform.execute(select(func.platform.note_audit_stop(company_id)))
        await platform.commit()


async def hidden_lines(db: TenantSession, kept: AuditHead) -> tuple[int, int | None]:
    """Count the lines that should be sealed by now and are in no seal of the chain, and give the first one's id."""
    row = (await db.execute(HIDDEN, {"settled": kept.settled, "last": kept.n})).one()
    return row[0], row[1]


async def kept_head(platform: PlatformSession, company_id: str) -> AuditHead:
    """Give the head that the platform keeps of a company's chain."""
    found = await platform.get(AuditHead, company_id)
    n, hash = beginning(company_id)
    return found or AuditHead(company_id=company_id, n=n, hash=hash, settled=0)


async def last_seal(db: TenantSession) -> Head | None:
    """Give the end of the chain as the company's own seals have it, None while nothing is sealed."""
    query = select(Seal.n, Seal.hash).order_by(Seal.n.desc()).limit(1)
    row = (await db.execute(query)).one_or_none()
    return Head(*row) if row else None


async def holds(db: TenantSession, head: Head) -> bool:
    """Tell whether a company's chain has this hash in this place."""
    query = select(Seal.n).where(Seal.n == head.n, Seal.hash == head.hash)
    return (await db.execute(query)).one_or_none() is not None


async def seal_of(db: TenantSession, line: int) -> Head | None:
    """Give the place of a line in the chain, None while it is not sealed."""
    row = (await db.execute(select(Seal.n, Seal.hash).where(Seal.log_id == line))).one_or_none()
    return Head(*row) if row else None


def _keep(company_id: str, head: Head, settled: int) -> Executable:
    return select(func.platform.move_audit_head(company_id, head.n, head.hash, settled))

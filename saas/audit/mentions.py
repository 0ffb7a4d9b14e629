"""Which stretches of the log name a record in a list that was read: an index made behind the scenes, by the sealer.

An index on the log itself would be made by every reader while they wait: with 50 records a list it doubled the
processor time of a logged list, wrote four times the WAL and stopped one request in a thousand for 300 ms (measured).
So the log is cut into chunks of CHUNK ids, and one row per chunk holds a 32-bit mark of each record listed in it. Marks
may coincide; whoever follows one looks at the lines themselves.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, deferred, mapped_column

from tenants.orm import TenantTable
from tenants.sessions import TenantSession

CHUNK = 256
AT_ONCE = 64  # Chunks in one transaction.


class Chunk(TenantTable):
    """A stretch of the log, all of whose lines are final: when they were written, and which records they list."""

    __tablename__ = "operation_mentions"

    chunk: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    marks: Mapped[Sequence[int]] = deferred(mapped_column(ARRAY(Integer)))


def mark_of(record: UUID) -> int:
    """Give a record's mark: the last 32 bits of its id, which are random."""
    return int.from_bytes(record.bytes[-4:], signed=True)


GATHER = text(rf"""
  INSERT INTO operation_mentions (chunk, first_at, last_at, marks)
  SELECT chunk, coalesce(min(l.at), 'epoch'), coalesce(max(l.at), 'epoch'),
         coalesce(array_agg(DISTINCT ('x' || right(listed::text, 8))::bit(32)::integer)
                  FILTER (WHERE listed IS NOT NULL), '{{}}')
  FROM (SELECT coalesce(max(chunk) + 1, 0) AS first FROM operation_mentions) todo,
       generate_series(first, least(first + :most, CAST(:chunks AS bigint)) - 1) AS chunk
  LEFT JOIN operation_log l ON l.id >= chunk * {CHUNK} AND l.id < (chunk + 1) * {CHUNK}
  LEFT JOIN LATERAL unnest(l.record_ids) AS listed ON true
  GROUP BY chunk
""")  # noqa: S608 - CHUNK is ours.


async def gather_mentions(db: TenantSession, settled: int) -> None:
    """Index the chunks that are complete when all lines up to the id `settled` are final."""
    await db.execute(GATHER, {"chunks": (settled + 1) // CHUNK, "most": AT_ONCE})

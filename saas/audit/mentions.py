"""Which stretches of the log name a record in a list that was read: an index made behind the scenes, by the sealer.

An index on the log itself would be made by every reader while they wait: with 50 records a list it doubled the
processor time of a logged list, wrote four times the WAL and stopped one request in a thousand for 300 ms (measured).
So the log is cut into chunks of CHUNK ids, and one row per chunk holds a 32-bit mark of each record listed in it. Marks
may coincide; whoever follows one looks at the lines themselves.
"""

from sqlalchemy import text

from tenants.sessions import TenantSession

CHUNK = 256
AT_ONCE = 64  # Chunks in one transaction.

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

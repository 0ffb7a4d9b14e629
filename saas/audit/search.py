"""Find the lines about one record: those that name it, and the lists that held it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from saas.audit.log import Operation
from saas.audit.mentions import CHUNK, Chunk, mark_of
from saas.audit.places import Place
from saas.audit.query import LogQuery, select_nearest, select_places
from tenants.sessions import TenantSession

STEP = 8  # Chunks looked at by one statement.
MOST = 96  # Chunks looked at for one page: what keeps it quick however long the log is.


@dataclass(frozen=True)
class Found:
    """Places in the order of travel, and the moment up to which everything was looked at, if that was not all."""

    places: list[Place]
    reached: datetime | None = None


async def find_record(db: TenantSession, query: LogQuery, record: UUID, size: int) -> Found:
    """Find the next `size` lines about a record; fewer, with `reached`, when the search had to pause."""
    chunks = await _chunks(db, query, record)
    indexed = (await db.execute(select(func.coalesce(func.max(Chunk.chunk) + 1, 0)))).scalar_one() * CHUNK
    found = await _fetch(db, select_nearest(query, size).where(Operation.record_id == record))
    # Lists are fetched without an order: asked for the newest, PostgreSQL may walk through the log by time instead.
    lists = select_places(query).where(Operation.record_ids.contains([record]))
    found |= await _fetch(db, lists.where(Operation.id >= indexed))
    for n in range(0, len(chunks), STEP):
        horizon = chunks[n].last_at if query.back else chunks[n].first_at
        sure = [place for place in found if (place.at > horizon if query.back else place.at < horizon)]
        if len(sure) >= size or n >= MOST:
            places = sorted(sure, reverse=query.back)[:size]
            return Found(places, horizon if len(places) < size else None)
        ids = [Operation.id.between(c.chunk * CHUNK, (c.chunk + 1) * CHUNK - 1) for c in chunks[n : n + STEP]]
        found |= await _fetch(db, lists.where(or_(*ids)))
    return Found(sorted(found, reverse=query.back)[:size])


async def _chunks(db: TenantSession, query: LogQuery, record: UUID) -> Sequence[Chunk]:
    """List the stretches of the log that may hold lists with the record, nearest first."""
    first, last = query.span
    found = select(Chunk).where(Chunk.marks.contains([mark_of(record)]))
    if first:
        found = found.where(Chunk.last_at >= first)
    if last:
        found = found.where(Chunk.first_at <= last)
    order = Chunk.last_at.desc() if query.back else Chunk.first_at
    return (await db.execute(found.order_by(order))).scalars().all()


async def _fetch(db: TenantSession, query: Select[datetime, int]) -> set[Place]:
    return {Place(*row) for row in await db.execute(query)}

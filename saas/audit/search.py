"""Find the lines about one record: those that name it, and the lists that held it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, text

from saas.audit.acts import ALONE
from saas.audit.log import Operation
from saas.audit.mentions import CHUNK, Chunk, mark_of
from saas.audit.places import Place
from saas.audit.query import LogQuery, select_nearest, select_places
from tenants.sessions import TenantSession

STEP = 8  # Chunks looked at by one statement.
MOST = 48  # Chunks looked at for one page: what keeps it quick however long the log is.

SCANS = text("SELECT set_config('enable_seqscan', :on, true)")


@dataclass(frozen=True)
class Found:
    """Places in the order of travel, and the moment up to which everything was looked at, if that was not all."""

    places: list[Place]
    reached: datetime | None = None


class Span(NamedTuple):
    """A chunk of the log and the time it covers."""

    chunk: int
    first_at: datetime
    last_at: datetime


async def find_record(db: TenantSession, query: LogQuery, record: UUID, size: int) -> Found:
    """Find the next `size` lines about a record; fewer, with `reached`, when the search had to pause."""
    chunks, beyond = ([], None) if query.action in ALONE else await _chunks(db, query, record)
    indexed = (await db.execute(select(func.coalesce(func.max(Chunk.chunk) + 1, 0)))).scalar_one() * CHUNK
    found = await _fetch(db, select_nearest(query, size).where(Operation.record_id == record))
    # Lists are fetched without an order: asked for the newest, PostgreSQL may walk through the log by time instead.
    lists = select_places(query).where(Operation.record_ids.contains([record]))
    found |= await _fetch(db, lists.where(Operation.id >= indexed))
    for n in range(0, len(chunks), STEP):
        sure = _within(query, found, chunks[n])
        if len(sure) >= size:
            return Found(sure[:size])
        found |= await _fetch(db, lists.where(or_(*map(_lines_of, chunks[n : n + STEP]))))
    sure = _within(query, found, beyond)
    paused = beyond is not None and len(sure) < size
    return Found(sure[:size], _edge(query, beyond) if beyond and paused else None)


def _within(query: LogQuery, found: set[Place], chunk: Span | None) -> list[Place]:
    """Sort the places that come before anything that a chunk, or those after it, can hold."""
    if chunk is not None:
        edge = _edge(query, chunk)
        found = {place for place in found if (place.at > edge if query.back else place.at < edge)}
    return sorted(found, reverse=query.back)


def _edge(query: LogQuery, chunk: Span) -> datetime:
    return chunk.last_at if query.back else chunk.first_at


async def stretches_of(
    db: TenantSession, query: LogQuery, record: UUID
) -> tuple[list[ColumnElement[bool]], datetime | None]:
    """Write where lists that held a record may stand, and back to when that is, None for all of them."""
    chunks, beyond = await _chunks(db, query, record)
    indexed = (await db.execute(select(func.coalesce(func.max(Chunk.chunk) + 1, 0)))).scalar_one() * CHUNK
    within = [_lines_of(chunk) for chunk in chunks]
    return [Operation.id >= indexed, *within], _edge(query, beyond) if beyond else None


def _lines_of(chunk: Span) -> ColumnElement[bool]:
    return Operation.id.between(chunk.chunk * CHUNK, (chunk.chunk + 1) * CHUNK - 1)


async def _chunks(db: TenantSession, query: LogQuery, record: UUID) -> tuple[list[Span], Span | None]:
    """List the stretches of the log that may hold lists with the record, nearest first, and the first that is left out.

    Those that lie on the cursor itself are never left out: each page gets further than the one before.
    """
    first, last = query.span
    found = select(Chunk.chunk, Chunk.first_at, Chunk.last_at).where(Chunk.marks.contains([mark_of(record)]))
    if first:
        found = found.where(Chunk.last_at >= first)
    if last:
        found = found.where(Chunk.first_at <= last)
    found = found.order_by(Chunk.last_at.desc() if query.back else Chunk.first_at)
    # The table looks small to the planner, which does not count the marks, kept beside it: it would read them all.
    await db.execute(SCANS, {"on": "off"})
    on_it: list[Span] = []
    if query.cursor:
        at = query.cursor.at
        here = (Chunk.last_at >= at) if query.back else (Chunk.first_at <= at)
        on_it = [Span(*row) for row in await db.execute(found.where(here))]
        found = found.where(~here)
    further = [Span(*row) for row in await db.execute(found.limit(MOST + 1))]
    await db.execute(SCANS, {"on": "on"})
    return on_it + further[:MOST], further[MOST] if len(further) > MOST else None


async def _fetch(db: TenantSession, query: Select[datetime, int]) -> set[Place]:
    return {Place(*row) for row in await db.execute(query)}

"""Read the log: newest first, filtered, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from saas.audit.log import Operation
from saas.audit.places import LAST, Place
from saas.audit.query import LogQuery, select_nearest
from saas.audit.seal import Seal
from saas.audit.search import Found, find_record
from tenants.sessions import TenantSession


class Entry(NamedTuple):
    """A line of the log and its place in the chain, which it has once it is sealed."""

    line: Operation
    n: int | None
    hash: bytes | None


@dataclass(frozen=True)
class LogPage:
    """Some lines, the cursors of the pages around them, and how far a search for a record got before it paused."""

    entries: list[Entry]
    older: str | None = None
    newer: str | None = None
    reached: datetime | None = None


async def read_log(db: TenantSession, query: LogQuery) -> LogPage:
    """Read a page of the log. Raise BadCursor. The caller has checked the permission, and logs the reading."""
    found = await _find(db, query, query.size + 1)
    page = found.places[: query.size]
    ahead = page[-1] if len(found.places) > query.size else None
    if found.reached:
        ahead = Place(found.reached, LAST if query.back else 0)
    behind = (page[0] if page else query.cursor) if query.cursor else None
    older, newer = (ahead, behind) if query.back else (behind, ahead)
    page.sort(reverse=True)
    entries = await _entries(db, [place.id for place in page])
    return LogPage(entries, older and str(older), newer and str(newer), found.reached)


async def _find(db: TenantSession, query: LogQuery, size: int) -> Found:
    if query.record is not None:
        return await find_record(db, query, query.record, size)
    return Found([Place(*row) for row in await db.execute(select_nearest(query, size))])


async def read_entry(db: TenantSession, id: int) -> Entry | None:
    """Read one line, or None when there is no such line."""
    return next(iter(await _entries(db, [id])), None)


async def _entries(db: TenantSession, ids: Sequence[int]) -> list[Entry]:
    query = select(Operation, Seal.n, Seal.hash).outerjoin(Seal, Seal.log_id == Operation.id)
    found = {row[0].id: Entry(*row) for row in await db.execute(query.where(Operation.id.in_(ids)))}
    return [found[id] for id in ids if id in found]

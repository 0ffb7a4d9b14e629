"""Acts that were refused: counted in memory as they come, and written to the log a moment later.

Not in the request: its transaction is undone, and whether a record exists must not show in how long a refusal takes.
Nor line by line: whoever is refused a thousand times a minute fills neither log nor disk. The first of a kind is
written at once, those of the following minute as one line with their count.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import ColumnElement, and_, not_, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from saas.audit.log import log
from saas.forms.form import FormNotFound
from saas.forms.queries import forms_of
from saas.jobs.model import Job
from saas.people.viewer import Viewer
from saas.records.scope import scope_params
from saas.records.view import FormView, view_form
from tenants.companies import Company
from tenants.engines import Database
from tenants.sessions import TenantSession

EVERY = 1.0  # Seconds between two looks at what is to be written.
MINUTE = 60.0
MOST_KINDS = 20  # Kinds of refusal of one person and minute, or of all who are unknown; what comes on top is summed up.
MOST_RECORDS = 50  # Records that one line names.
SEVERAL = "several"
FORM, RECORD, JOB = "form_not_found", "record_not_found", "job_not_found"
"""Rules that refuse alike what is not there and what is somebody else's; only the latter is written."""

warnings = logging.getLogger("guanxi.audit")


@dataclass(frozen=True)
class Attempt:
    """What somebody tried, and the code of the rule that refused it; form and record or job as the address has them.

    A viewer without an id is somebody unknown, told apart by their network.
    """

    company: Company
    viewer: Viewer
    act: str
    why: str
    form: str = ""
    record: UUID | None = None


@dataclass
class _Tally:
    """Attempts of one kind that are not written yet, by record, and when the next line may be."""

    kind: Attempt
    waiting: Counter[UUID | None] = field(default_factory=Counter)
    due: float = 0.0

    def add(self, record: UUID | None) -> None:
        named = record if record in self.waiting or len(self.waiting) < MOST_RECORDS else None
        self.waiting[named] += 1


class Refusals:
    """What was refused in this process and is not in the log yet."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[object, ...], _Tally] = {}
        self._kinds: Counter[tuple[str, int]] = Counter()
        self._failing = False

    def note(self, attempt: Attempt) -> None:
        """Count an attempt."""
        who = attempt.viewer.id or attempt.viewer.ip
        kind: tuple[object, ...] = (attempt.company.id, who, attempt.viewer.via, attempt.act, attempt.why, attempt.form)
        owner = _owner(attempt)
        if kind not in self._tallies:
            if self._kinds[owner] >= MOST_KINDS:
                kind, attempt = (*owner, SEVERAL), _summed_up(attempt)
            if kind not in self._tallies:
                self._tallies[kind] = _Tally(attempt)
                self._kinds[owner] += 1
        self._tallies[kind].add(attempt.record)

    async def write(self, database: Database, *, all: bool = False) -> None:
        """Write what is due, or all there is. What cannot be written while the database is away stays."""
        for key, tally in list(self._tallies.items()):
            if not all and monotonic() < tally.due:
                continue
            if not tally.waiting:
                self._forget(key, tally)
                continue
            said, tally.waiting, tally.due = tally.waiting, Counter(), monotonic() + MINUTE
            try:
                await write_refused(database, tally.kind, said)
            except (DBAPIError, PoolTimeout, psycopg.Error):
                tally.waiting, tally.due = said + tally.waiting, 0.0
                raise

    async def keep_writing(self, database: Database) -> None:
        """Write what is due until cancelled, and then the rest."""
        try:
            while True:
                await asyncio.sleep(EVERY)
                await self._try(database)
        finally:
            await self._try(database, all=True)

    async def _try(self, database: Database, *, all: bool = False) -> None:
        try:
            await self.write(database, all=all)
            self._failing = False
        except Exception as error:
            if not self._failing:
                warnings.warning("cannot log what was refused: %s", type(error).__name__)
            self._failing = True

    def _forget(self, key: tuple[object, ...], tally: _Tally) -> None:
        del self._tallies[key]
        self._kinds -= Counter([_owner(tally.kind)])


def _owner(attempt: Attempt) -> tuple[str, int]:
    return attempt.company.id, attempt.viewer.id


def _summed_up(attempt: Attempt) -> Attempt:
    viewer = attempt.viewer if attempt.viewer.id else unknown(attempt.viewer.via, "")
    return Attempt(attempt.company, viewer, SEVERAL, SEVERAL)


def unknown(via: str, ip: str) -> Viewer:
    """Stand in for somebody of whom only the network is known."""
    return Viewer(0, "—", 0, frozenset(), via, ip)


async def write_refused(database: Database, kind: Attempt, tried: Counter[UUID | None]) -> None:
    """Write one line about attempts of a kind, unless they were about nothing that exists."""
    async with database.tenant(kind.company) as db:
        form, tried = await _what_exists(db, kind, tried)
        if not tried:
            return
        detail: dict[str, Any] = {"tried": kind.act, "why": kind.why, "count": tried.total()}
        named = [id for id in tried if id]
        if kind.why == JOB:
            named, detail["jobs"] = [], [str(id) for id in named]
        one, several = (named[0], None) if len(named) == 1 else (None, named or None)
        await log(db, kind.viewer, "refused", form=form, record=one, records=several, detail=detail)
        await db.commit()


async def _what_exists(
    db: TenantSession, kind: Attempt, tried: Counter[UUID | None]
) -> tuple[str | None, Counter[UUID | None]]:
    """Leave out what only an address names: forms that never were, records that are not there or not out of reach."""
    if kind.why == JOB:
        there = await _others_jobs(db, kind.viewer, tried)
        return None, Counter({id: count for id, count in tried.items() if id in there})
    known = (await forms_of(db)).by_name.get(kind.form)
    try:
        view = await view_form(db, kind.viewer, kind.form) if known and kind.viewer.id else None
    except FormNotFound:
        view = None
    nothing = Counter[UUID | None]()
    if kind.why == FORM:
        return (known.name, tried) if known and not view else (None, nothing)
    if kind.why == RECORD:
        if view is None:
            return None, nothing
        there = await _there(db, kind.viewer, view, tried, not_(_reach(view, kind.act)))
        return view.name, Counter({id: count for id, count in tried.items() if id in there})
    there = await _there(db, kind.viewer, view, tried, true()) if view else set()
    summed = Counter(id if id in there else None for id in tried.elements())
    return known.name if known else None, summed


def _reach(view: FormView, act: str) -> ColumnElement[bool]:
    """Write the condition that a record is within reach of an act, in the trash or not."""
    return and_(view.rows("read"), view.rows(act)) if view.may(act) else view.rows("read")


async def _others_jobs(db: TenantSession, viewer: Viewer, ids: Iterable[UUID | None]) -> set[UUID]:
    query = select(Job.id).where(Job.id.in_([id for id in ids if id]), Job.person_id != viewer.id)
    return set((await db.execute(query)).scalars())


async def _there(
    db: TenantSession, viewer: Viewer, view: FormView, ids: Iterable[UUID | None], where: ColumnElement[bool]
) -> set[UUID]:
    wanted = [id for id in ids if id]
    if not wanted:
        return set()
    query = select(view.table.c.id).where(view.table.c.id.in_(wanted), where)
    return set((await db.execute(query, await scope_params(db, viewer))).scalars())

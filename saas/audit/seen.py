"""Who has seen a record: people, how often each way, and when last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from saas.audit.log import Operation
from saas.audit.query import LogQuery
from saas.audit.search import stretches_of
from tenants.sessions import TenantSession

ABOUT_ONE = ("read", "print", "reveal")
ABOUT_MANY = ("list", "list_related", "search", "suggest", "export")


@dataclass
class SeenBy:
    """A person, how often they came to a record by each act, how often they revealed each field, and when last."""

    person_id: int | None
    person: str
    last: datetime
    acts: Counter[str] = field(default_factory=Counter)
    revealed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Seen:
    """Who has seen a record, the latest first; lists were looked through back to `reached` when that is not all."""

    people: Sequence[SeenBy]
    reached: datetime | None


async def who_saw(db: TenantSession, record: UUID) -> Seen:
    """Count who has seen a record. The caller has checked the permission to read the log, and logs the reading."""
    line = (Operation.person_id, Operation.person, Operation.action)
    ending = (func.count(), func.max(Operation.at))
    one = select(*line, Operation.fields, *ending).where(Operation.record_id == record, Operation.action.in_(ABOUT_ONE))
    stretches, beyond = await stretches_of(db, LogQuery(record=record), record)
    holds = and_(Operation.record_ids.contains([record]), Operation.action.in_(ABOUT_MANY), or_(*stretches))
    people: dict[Any, SeenBy] = {}
    for id, name, act, fields, count, last in await db.execute(one.group_by(*line, Operation.fields)):
        seen = _seen(people, id, name, last)
        if act == "reveal":
            seen.revealed.update(dict.fromkeys(fields or (), count))
        else:
            seen.acts[act] += count
    many = select(*line, *ending).where(holds).group_by(*line)
    for id, name, act, count, last in await db.execute(many):
        _seen(people, id, name, last).acts["export" if act == "export" else "list"] += count
    return Seen(sorted(people.values(), key=lambda each: each.last, reverse=True), beyond)


def _seen(people: dict[Any, SeenBy], id: int | None, name: str, last: datetime) -> SeenBy:
    """Give somebody's counts; a member is one person whatever they were called, anybody else goes by their name."""
    seen = people.setdefault(id or name, SeenBy(id, name, last))
    seen.last = max(seen.last, last)
    return seen

"""What one person may do so many times a day, such as revealing: one counter each, for which no two requests race."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.kit.clock import today
from saas.kit.errors import TooMany
from saas.people.viewer import Viewer
from tenants.orm import TenantTable
from tenants.sessions import TenantSession
from tenants.statements import Statement


class Allowance(TenantTable):
    """How often a person did something on the last day on which they did it at all."""

    __tablename__ = "allowances"

    person_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    used: Mapped[int]


@dataclass(frozen=True)
class Daily:
    """So many a day for each person, and what is raised beyond."""

    name: str
    most: int
    beyond: type[TooMany]


def _spending() -> Statement:
    given = insert(Allowance).values({name: bindparam(f"_{name}") for name in ("person_id", "name", "day", "used")})
    # A day begins at nought; a process whose clock is behind goes on with the newer day.
    before = case((Allowance.day >= given.excluded.day, Allowance.used), else_=0)
    spent = given.on_conflict_do_update(
        index_elements=["person_id", "name"],
        set_={"day": func.greatest(Allowance.day, given.excluded.day), "used": before + given.excluded.used},
        where=before + given.excluded.used <= bindparam("_most"),
    )
    return Statement(spent.returning(Allowance.used))


_SPEND = _spending()


async def spend(db: TenantSession, viewer: Viewer, daily: Daily, n: int = 1, *, for_good: bool = False) -> None:
    """Take `n` of a person's allowance, or raise what the allowance says.

    PostgreSQL locks the counter's row until the transaction ends, so that whoever comes meanwhile waits and sees the
    new count. Spent `for_good`, it stays spent when the transaction is undone: an answer may lie in the refusal, too.
    """
    if n > daily.most:
        raise daily.beyond
    asked = {"_person_id": viewer.id, "_name": daily.name, "_day": today(), "_used": n, "_most": daily.most}
    if n and not await (db.insist if for_good else db.fetch)(_SPEND, asked):
        raise daily.beyond


async def left_of(db: TenantSession, viewer: Viewer, daily: Daily) -> int:
    """Count what is left of a person's allowance today."""
    mine = (Allowance.person_id == viewer.id, Allowance.name == daily.name, Allowance.day >= today())
    used = (await db.execute(select(Allowance.used).where(*mine))).scalar_one_or_none()
    return max(0, daily.most - (used or 0))

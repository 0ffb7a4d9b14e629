"""Everyone with their roles, department and when they were last seen, as the people page lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from saas.kit.pinyin import initials, sort_key
from saas.people.directory import Directory, Member
from saas.people.errors import PersonNotFound
from saas.people.model import Department, Person, PersonRole
from saas.roles.labels import LABELS
from tenants.sessions import TenantSession

OWNER = "owner"
ORDER: Mapping[str, int] = {"active": 0, "invited": 1, "disabled": 2}
RANK: Mapping[str, int] = {role: rank for rank, role in enumerate(LABELS)}


@dataclass(frozen=True)
class Colleague:
    """A member as those who manage people see them; roles in order of power."""

    id: int
    name: str
    email: str
    status: str
    department_id: int
    department: str
    roles: tuple[str, ...]
    last_seen_at: datetime | None

    @property
    def is_owner(self) -> bool:
        """Tell whether they own the company."""
        return OWNER in self.roles


_roles = (
    select(func.array_agg(PersonRole.role)).where(PersonRole.person_id == Person.id).correlate(Person).scalar_subquery()
)
_everyone = select(
    *(Person.id, Person.name, Person.email, Person.status, Person.department_id),
    *(Department.name, _roles, Person.last_seen_at),
).join(Department, Department.id == Person.department_id)


def members_like(directory: Directory, words: str = "") -> list[int]:
    """Find members by a part of their name or address, or by initials; give their ids.

    Those who work here come first, then the invited, then the disabled; by name within.
    """
    wanted = words.strip().lower()
    found = [each for each in directory.members.values() if not wanted or _is_like(each, wanted)]
    found.sort(key=lambda each: (ORDER.get(each.status, len(ORDER)), sort_key(each.name), each.id))
    return [each.id for each in found]


def _is_like(member: Member, wanted: str) -> bool:
    return wanted in member.name.lower() or wanted in member.email.lower() or initials(member.name).startswith(wanted)


async def colleagues(db: TenantSession, ids: Sequence[int]) -> list[Colleague]:
    """Give some members, in the order of their ids here."""
    found = {row.id: _colleague(*row) for row in await db.execute(_everyone.where(Person.id.in_(ids)))}
    return [found[id] for id in ids if id in found]


async def get_colleague(db: TenantSession, person_id: int) -> Colleague:
    """Give one member; raise PersonNotFound."""
    row = (await db.execute(_everyone.where(Person.id == person_id))).one_or_none()
    if row is None:
        raise PersonNotFound
    return _colleague(*row)


def in_order(roles: list[str] | None) -> tuple[str, ...]:
    """Sort roles by power, the greatest first."""
    return tuple(sorted(roles or (), key=lambda role: RANK.get(role, len(RANK))))


def _colleague(
    id: int,
    name: str,
    email: str,
    status: str,
    department_id: int,
    department: str,
    roles: list[str] | None,
    seen: datetime | None,
) -> Colleague:
    return Colleague(id, name, email, status, department_id, department, in_order(roles), seen)


async def root_department(db: TenantSession) -> int:
    """Give the department that is the company itself."""
    query = select(Department.id).where(Department.parent_id.is_(None)).order_by(Department.id).limit(1)
    return (await db.execute(query)).scalar_one()

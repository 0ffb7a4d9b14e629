"""Who works here: names, departments and roles, loaded once per company and revision."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from saas.people.model import Department, Person, PersonRole
from tenants.revisions import PerRevision
from tenants.sessions import TenantSession


@dataclass(frozen=True)
class Member:
    """A person as colleagues see them."""

    id: int
    name: str
    email: str
    department_id: int
    status: str
    roles: frozenset[str]


@dataclass(frozen=True, eq=False)
class Directory:
    """All members and departments at one revision."""

    members: Mapping[int, Member]
    departments: Mapping[int, str]
    parents: Mapping[int, int | None]

    def name(self, person_id: int | None) -> str:
        """Give a member's name; the system's own acts have none."""
        member = self.members.get(person_id or 0)
        return member.name if member else ""

    def active(self) -> list[Member]:
        """List those who can be given work."""
        return [member for member in self.members.values() if member.status != "disabled"]

    def tree(self, department: int) -> list[int]:
        """List a department and all departments below it."""
        below = [child for child, parent in self.parents.items() if parent == department]
        return [department, *(one for child in below for one in self.tree(child))]


@PerRevision
async def directory_of(db: TenantSession) -> Directory:
    """Load the company's directory as of this transaction's revision."""
    roles: defaultdict[int, set[str]] = defaultdict(set)
    for person_id, role in await db.execute(select(PersonRole.person_id, PersonRole.role)):
        roles[person_id].add(role)
    people = await db.execute(
        select(Person.id, Person.name, Person.email, Person.department_id, Person.status).order_by(Person.id)
    )
    members = {row.id: Member(*row, roles=frozenset(roles[row.id])) for row in people}
    departments = (await db.execute(select(Department).order_by(Department.id))).scalars().all()
    return Directory(members, {d.id: d.name for d in departments}, {d.id: d.parent_id for d in departments})

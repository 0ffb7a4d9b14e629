"""Found a company: its home, its forms and roles, and its first person. All of it or nothing."""

from dataclasses import dataclass, field

from saas.audit.log import log
from saas.kit.errors import Conflict
from saas.packs.install import crm_script
from saas.people.model import Department, Person, PersonRole
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from tenants.provisioning import LabelTaken, provision
from tenants.sessions import TenantSession


class HostTaken(Conflict):
    """This address is taken. Choose another one."""

    code = "host_taken"


@dataclass(frozen=True)
class Founder:
    """The person who signs a company up and becomes its owner."""

    name: str
    email: str
    password_hash: str = field(repr=False)


async def found_company(
    database: Database, *, label: str, name: str, founder: Founder, locale: str, ip: str = "", via: str = "web"
) -> tuple[Company, int]:
    """Create a company with the CRM installed and its owner in it; give both. Raise HostTaken."""
    owners: list[int] = []

    async def settle(db: TenantSession) -> None:
        owners.append(await _move_in(db, name, founder, locale, ip, via))

    try:
        company = await provision(database, label=label, name=name, locale=locale, extra=crm_script(), settle=settle)
    except LabelTaken:
        raise HostTaken from None
    return company, owners[0]


async def _move_in(db: TenantSession, company: str, founder: Founder, locale: str, ip: str, via: str) -> int:
    department = Department(name=company)
    db.add(department)
    await db.flush()
    person = Person(
        email=founder.email,
        name=founder.name,
        password_hash=founder.password_hash,
        department_id=department.id,
        status="active",
        locale=locale,
    )
    db.add(person)
    await db.flush()
    db.add(PersonRole(person_id=person.id, role="owner"))
    await db.flush()
    viewer = Viewer(person.id, person.name, department.id, frozenset({"owner"}), via, ip, locale)
    await log(db, viewer, "found", detail={"company": company})
    return person.id

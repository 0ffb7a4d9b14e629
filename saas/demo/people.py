"""Who works at the demo company, and how to log in as four of them."""

import hashlib
import hmac
from typing import NamedTuple

from saas.accounts.hashing import hash_password
from saas.demo.places import REGIONS
from saas.kit.pinyin import full
from saas.people.directory import directory_of
from saas.people.model import Department, Person, PersonRole
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

COMPANY = "华东精工集团（演示）"
OWNER, MANAGER, REP, AUDITOR = "安然", "王芳", "张伟", "方审"
DOMAIN = "demo.example"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Login(NamedTuple):
    """An account to try things out with."""

    role: str
    name: str
    email: str
    password: str


def logins(secret: bytes) -> list[Login]:
    """List the four accounts; the passwords are the installation's own, the same at every start."""
    people = {"owner": OWNER, "manager": MANAGER, "rep": REP, "auditor": AUDITOR}
    return [Login(role, name, f"{role}@{DOMAIN}", _password(secret, role)) for role, name in people.items()]


def _password(secret: bytes, role: str) -> str:
    digest = hmac.new(secret, f"demo password of {role}".encode(), hashlib.sha256).digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:12])
    return "-".join(letters[n : n + 4] for n in (0, 4, 8))


async def hire(db: TenantSession, accounts: list[Login]) -> None:
    """Add the departments and everyone but the owner, who founded the company."""
    password = {login.role: login.password for login in accounts}
    company = min((await directory_of(db)).departments)
    sales = await _department(db, "销售中心", company)
    audit = await _department(db, "审计部", company)
    await _person(db, MANAGER, "manager", sales, password["manager"])
    await _person(db, AUDITOR, "auditor", audit, password["auditor"])
    for region in REGIONS:
        department = await _department(db, region.department, sales)
        for name in region.reps:
            await _person(db, name, "rep", department, password["rep"] if name == REP else None)
    await bump_revision(db)


async def _department(db: TenantSession, name: str, parent: int) -> int:
    department = Department(name=name, parent_id=parent)
    db.add(department)
    await db.flush()
    return department.id


async def _person(db: TenantSession, name: str, role: str, department: int, password: str | None) -> None:
    person = Person(
        email=f"{role if password else full(name)}@{DOMAIN}",
        name=name,
        password_hash=await hash_password(password) if password else None,
        department_id=department,
        status="active",
        locale="zh-Hans",
    )
    db.add(person)
    await db.flush()
    db.add(PersonRole(person_id=person.id, role=role))
    await db.flush()

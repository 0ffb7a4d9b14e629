"""Ask people to join, and let them in."""

from collections.abc import Iterable
from dataclasses import dataclass

from saas.accounts.account import read_name, weakness
from saas.accounts.attempts import INVITATIONS, take_turn
from saas.accounts.emails import MALFORMED, read_email
from saas.accounts.hashing import hash_password
from saas.accounts.known import Entry
from saas.accounts.links import INVITATION, new_link, person_behind, use_link
from saas.accounts.login import enter, find_person
from saas.audit.log import log
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.mails.post import post_mail
from saas.people.errors import AlreadyActive, OwnersOnly, PersonNotFound
from saas.people.letters import invitation_letter
from saas.people.membership import check_department, give_roles, read_roles
from saas.people.model import Person
from saas.people.roster import OWNER, get_colleague, in_order
from saas.people.viewer import Viewer
from tenants.engines import Database
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession


@dataclass(frozen=True)
class Invited:
    """Who was invited, and the link's token, which is known only now."""

    person: Person
    token: str


async def invite(
    database: Database,
    db: TenantSession,
    viewer: Viewer,
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    department_id: int,
    url: str,
) -> Invited:
    """Add a member who may join by a link below `url`, and mail it. Raise Invalid, OwnersOnly or TooMany."""
    address = read_email(email)
    if address is None:
        raise Invalid({"email": _(MALFORMED)})
    if await find_person(db, address):
        raise Invalid({"email": _("Somebody with this address is in the list already.")})
    wanted = read_roles(viewer, roles)
    await check_department(db, department_id)
    await take_turn(database, (INVITATIONS, f"{db.company.id} {viewer.id}"))
    person = Person(
        email=address,
        name=read_name(name) if name.strip() else address.partition("@")[0][:60],
        department_id=department_id,
        status="invited",
        locale=viewer.locale,
    )
    db.add(person)
    await db.flush()
    await give_roles(db, person.id, wanted)
    await bump_revision(db)
    detail = {"person": person.id, "email": address, "roles": list(in_order(list(wanted))), "department": department_id}
    await log(db, viewer, "invite", detail=detail)
    return await _send(db, viewer, person, url)


async def invite_again(database: Database, db: TenantSession, viewer: Viewer, person_id: int, *, url: str) -> Invited:
    """Mail a new invitation, after which the old link is dead. Raise AlreadyActive, OwnersOnly or TooMany."""
    person = await db.get(Person, person_id)
    if person is None:
        raise PersonNotFound
    if person.status != "invited":
        raise AlreadyActive
    # The inviter sees the link, so inviting an owner again would be a way to become one.
    if (await get_colleague(db, person_id)).is_owner and OWNER not in viewer.roles:
        raise OwnersOnly
    await take_turn(database, (INVITATIONS, f"{db.company.id} {viewer.id}"))
    await log(db, viewer, "invite", detail={"person": person.id, "email": person.email, "again": True})
    return await _send(db, viewer, person, url)


async def accept(db: TenantSession, token: str, *, name: str, password: str, ip: str, agent: str) -> Entry:
    """Let an invited person in with the name and password they chose.

    Raise LinkSpent, or Invalid with the link still good.
    """
    person = await person_behind(db, token, INVITATION)
    errors: dict[str, str] = {}
    chosen = ""
    try:
        chosen = read_name(name)
    except Invalid as invalid:
        errors |= invalid.errors
    if problem := weakness(person, db.company, password):
        errors["password"] = problem
    if errors:
        raise Invalid(errors)
    await use_link(db, token, INVITATION)
    person.name, person.status = chosen, "active"
    person.password_hash = await hash_password(password)
    await db.flush()
    await bump_revision(db)
    viewer = Viewer(person.id, person.name, person.department_id, frozenset(), "web", ip)
    await log(db, viewer, "accept_invitation")
    return await enter(db, person.id, ip=ip, agent=agent)


async def _send(db: TenantSession, viewer: Viewer, person: Person, url: str) -> Invited:
    token = await new_link(db, person.id, INVITATION)
    post_mail(db, invitation_letter(person, viewer, db.company, f"{url}/{token}"))
    return Invited(person, token)

"""Change what a member is here: roles, department, whether they may log in. The company always keeps an owner."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from saas.accounts.api_tokens import revoke_tokens
from saas.accounts.links import forget_links
from saas.accounts.sessions import end_sessions
from saas.audit.log import log
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.errors import LastOwner, NotOneself, OwnersOnly, PersonNotFound
from saas.people.model import Department, Person, PersonRole
from saas.people.moving import move_or_leave
from saas.people.roster import OWNER, RANK, Colleague, get_colleague, in_order
from saas.people.viewer import Viewer
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession


async def change_member(
    db: TenantSession,
    viewer: Viewer,
    person_id: int,
    *,
    roles: Iterable[str],
    department_id: int,
    move_records: bool | None = None,
) -> None:
    """Give a member other roles and another department, with their records or without.

    Raise Invalid, also when nobody said what becomes of the records, OwnersOnly or LastOwner.
    """
    colleague = await _lock(db, viewer, person_id)
    wanted = read_roles(viewer, roles)
    await check_department(db, department_id)
    if department_id != colleague.department_id:
        await move_or_leave(db, viewer, person_id, department_id, move=move_records)
    before = frozenset(colleague.roles)
    if OWNER in before - wanted:
        await _keep_an_owner(db, colleague)
    if wanted != before:
        await give_roles(db, person_id, wanted)
        detail = {"person": person_id, "before": list(colleague.roles), "after": list(in_order(list(wanted)))}
        await log(db, viewer, "change_roles", detail=detail)
    if department_id != colleague.department_id:
        person = await db.get_one(Person, person_id)
        person.department_id = department_id
        await db.flush()
        detail = {"person": person_id, "before": colleague.department_id, "after": department_id}
        await log(db, viewer, "change_department", detail=detail)
    await bump_revision(db)


async def disable_member(db: TenantSession, viewer: Viewer, person_id: int) -> None:
    """Lock a member out at once: sessions, tokens and links end. Raise NotOneself, OwnersOnly or LastOwner."""
    colleague = await _lock(db, viewer, person_id)
    if person_id == viewer.id:
        raise NotOneself
    if colleague.is_owner:
        await _keep_an_owner(db, colleague)
    await _set_status(db, person_id, "disabled")
    await end_sessions(db, person_id)
    await revoke_tokens(db, person_id)
    await forget_links(db, person_id)
    await log(db, viewer, "disable_person", detail={"person": person_id})


async def enable_member(db: TenantSession, viewer: Viewer, person_id: int) -> None:
    """Let a disabled member in again; their old sessions and tokens stay dead. Raise OwnersOnly."""
    await _lock(db, viewer, person_id)
    person = await db.get_one(Person, person_id)
    await _set_status(db, person_id, "active" if person.password_hash else "invited")
    await log(db, viewer, "enable_person", detail={"person": person_id})


def read_roles(viewer: Viewer, roles: Iterable[str]) -> frozenset[str]:
    """Check the roles that somebody is to get. Raise Invalid, or OwnersOnly when only an owner may give them."""
    wanted = frozenset(roles)
    if not wanted or not wanted <= RANK.keys():
        raise Invalid({"roles": _("Choose at least one role.")})
    if OWNER in wanted and OWNER not in viewer.roles:
        raise OwnersOnly
    return wanted


async def give_roles(db: TenantSession, person_id: int, roles: Iterable[str]) -> None:
    """Replace a person's roles."""
    await db.execute(delete(PersonRole).where(PersonRole.person_id == person_id))
    await db.execute(insert(PersonRole), [{"person_id": person_id, "role": role} for role in sorted(roles)])


async def check_department(db: TenantSession, department_id: int) -> None:
    """Raise Invalid unless there is such a department."""
    if await db.get(Department, department_id) is None:
        raise Invalid({"department": _("Choose a department.")})


async def _lock(db: TenantSession, viewer: Viewer, person_id: int) -> Colleague:
    """Find a member and keep others from changing them meanwhile; raise OwnersOnly for an owner in other hands."""
    if (await db.execute(select(Person.id).where(Person.id == person_id).with_for_update())).one_or_none() is None:
        raise PersonNotFound
    colleague = await get_colleague(db, person_id)
    if colleague.is_owner and OWNER not in viewer.roles:
        raise OwnersOnly
    return colleague


async def _keep_an_owner(db: TenantSession, leaving: Colleague) -> None:
    # Every owner's row is locked, in one order, before the owners are counted: two who step down together cannot both.
    owners = select(Person).join(PersonRole, PersonRole.person_id == Person.id).where(PersonRole.role == OWNER)
    await db.execute(owners.order_by(Person.id).with_for_update(of=PersonRole))
    active = owners.where(Person.status == "active", Person.id != leaving.id).with_only_columns(Person.id)
    if not (await db.execute(active)).all():
        raise LastOwner


async def _set_status(db: TenantSession, person_id: int, status: str) -> None:
    person = await db.get_one(Person, person_id)
    person.status = status
    await db.flush()
    await bump_revision(db)

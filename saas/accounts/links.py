"""Links that let one person in once: after sign-up, by invitation, to set a new password."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from saas.accounts.model import OneTimeLink
from saas.accounts.tokens import hash_token, new_token
from saas.kit.clock import now
from saas.kit.errors import Refusal
from saas.people.model import Person
from tenants.sessions import TenantSession

ENTER, INVITATION, RESET = "enter", "invitation", "reset"
LASTS = {ENTER: timedelta(minutes=5), INVITATION: timedelta(days=7), RESET: timedelta(hours=1)}


class LinkSpent(Refusal):
    """This link has expired or was already used."""

    code, status = "link_spent", 410


async def new_link(db: TenantSession, person_id: int, purpose: str) -> str:
    """Make a link's token for a person; their earlier links of the same purpose stop working."""
    token, hashed = new_token()
    await forget_links(db, person_id, purpose)
    db.add(OneTimeLink(token_hash=hashed, person_id=person_id, purpose=purpose, expires_at=now() + LASTS[purpose]))
    await db.flush()
    return token


async def person_behind(db: TenantSession, token: str, purpose: str) -> Person:
    """Find whom a link that still works is for, without using it up; raise LinkSpent."""
    query = select(Person).join(OneTimeLink, OneTimeLink.person_id == Person.id).where(*_works(token, purpose))
    person = (await db.execute(query)).scalar_one_or_none()
    if person is None or person.status == "disabled":
        raise LinkSpent
    return person


async def use_link(db: TenantSession, token: str, purpose: str) -> Person:
    """Use a link up and give whom it was for; raise LinkSpent, also to the second of two at the same instant."""
    used = update(OneTimeLink).where(*_works(token, purpose)).values(used_at=now()).returning(OneTimeLink.person_id)
    person_id = (await db.execute(used)).scalar_one_or_none()
    person = None if person_id is None else await db.get(Person, person_id)
    if person is None or person.status == "disabled":
        raise LinkSpent
    return person


async def forget_links(db: TenantSession, person_id: int, *purposes: str) -> None:
    """Stop a person's links from working: those of some purposes, or all."""
    query = delete(OneTimeLink).where(OneTimeLink.person_id == person_id)
    await db.execute(query.where(OneTimeLink.purpose.in_(purposes)) if purposes else query)


def _works(token: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLink.token_hash == hash_token(token),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )

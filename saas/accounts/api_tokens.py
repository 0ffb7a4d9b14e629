"""Tokens with which a program acts for a person: made, listed, revoked. The secret itself is shown once."""

from datetime import datetime

from sqlalchemy import func, select, update

from saas.accounts.model import ApiToken
from saas.accounts.tokens import PREFIX, new_token
from saas.audit.log import log
from saas.kit.clock import now
from saas.kit.errors import Invalid, NotFound
from saas.kit.i18n import _
from saas.kit.text import clean_line
from saas.people.model import Person
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession

LONGEST_NAME = 100
MOST = 50


class TokenNotFound(NotFound):
    """There is no such token."""

    code = "token_not_found"


class NoSuchPerson(NotFound):
    """Nobody with this e-mail address works in this company."""

    code = "person_not_found"


async def create_token(
    db: TenantSession, viewer: Viewer, person_id: int, name: str, *, expires_at: datetime | None = None
) -> str:
    """Make a token that acts for a person, log that, and give the secret. Raise Invalid."""
    name = clean_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid({"name": _("Give the token a name of at most %(most)s characters.", most=LONGEST_NAME)})
    if len(await tokens_of(db, person_id)) >= MOST:
        raise Invalid({"": _("At most %(most)s tokens. Revoke one that is no longer used.", most=MOST)})
    secret, hashed = new_token(PREFIX)
    db.add(ApiToken(token_hash=hashed, person_id=person_id, name=name, expires_at=expires_at))
    await db.flush()
    await log(db, viewer, "create_token", detail={"person_id": person_id, "name": name})
    return secret


async def tokens_of(db: TenantSession, person_id: int) -> list[ApiToken]:
    """List a person's tokens that were not revoked, newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return list((await db.execute(query.order_by(ApiToken.id.desc()))).scalars())


async def revoke_token(db: TenantSession, viewer: Viewer, person_id: int, token_id: int) -> None:
    """Make a person's token useless from now on and log that. Raise TokenNotFound."""
    query = update(ApiToken).values(revoked_at=now()).returning(ApiToken.name)
    query = query.where(ApiToken.id == token_id, ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    name = (await db.execute(query)).scalar_one_or_none()
    if name is None:
        raise TokenNotFound
    await log(db, viewer, "revoke_token", detail={"person_id": person_id, "name": name})


async def active_person(db: TenantSession, email: str) -> int:
    """Find an active person by e-mail, or raise NoSuchPerson."""
    query = select(Person.id).where(func.lower(Person.email) == email.strip().lower(), Person.status == "active")
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NoSuchPerson
    return found

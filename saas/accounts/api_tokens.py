"""Tokens with which programs act for a person: made, listed, revoked. Their secret is shown once and never again."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from saas.accounts.model import ApiToken
from saas.accounts.tokens import PREFIX, new_token
from saas.audit.log import log
from saas.kit.clock import now
from saas.kit.errors import Invalid, NotFound
from saas.kit.i18n import _
from saas.kit.text import clean_line
from saas.people.viewer import Viewer
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

LONGEST_NAME = 80
MOST = 50


async def create_token(db: TenantSession, viewer: Viewer, name: str, *, days: int | None = None) -> str:
    """Give a person a new API token, for so many days or for good; raise Invalid without a name or with too many."""
    name = clean_line(name)
    if not name:
        raise Invalid({"token_name": _("Say what this token is for.")})
    if len(name) > LONGEST_NAME:
        raise Invalid({"token_name": _("Use at most %(count)s characters.", count=LONGEST_NAME)})
    if len(await tokens_of(db, viewer.id)) >= MOST:
        raise Invalid({"token_name": _("You have %(count)s tokens. Revoke one that is no longer needed.", count=MOST)})
    token, hashed = new_token(PREFIX)
    db.add(ApiToken(token_hash=hashed, person_id=viewer.id, name=name, expires_at=_expiry(days)))
    await db.flush()
    await log(db, viewer, "create_token", detail={"name": name, "days": days})
    return token


async def tokens_of(db: TenantSession, person_id: int) -> list[ApiToken]:
    """List a person's tokens that were not revoked, the newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return list((await db.execute(query.order_by(ApiToken.id.desc()))).scalars())


async def revoke_token(db: TenantSession, viewer: Viewer, token_id: int) -> None:
    """Make one of one's own tokens useless; raise NotFound for anybody else's."""
    mine = ApiToken.id == token_id, ApiToken.person_id == viewer.id, ApiToken.revoked_at.is_(None)
    query = update(ApiToken).where(*mine).values(revoked_at=now()).returning(ApiToken.name)
    name = (await db.execute(query)).scalar_one_or_none()
    if name is None:
        raise NotFound
    await bump_revision(db)
    await log(db, viewer, "revoke_token", detail={"name": name})


async def revoke_tokens(db: TenantSession, person_id: int) -> None:
    """Make all of a person's tokens useless."""
    theirs = ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)
    await db.execute(update(ApiToken).where(*theirs).values(revoked_at=now()))
    await bump_revision(db)


def _expiry(days: int | None) -> datetime | None:
    return None if days is None else now() + timedelta(days=days)

"""Server-side login sessions, one per browser and host."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, column, delete, func, select, table, update
from sqlalchemy.orm import InstrumentedAttribute

from saas.accounts.model import ApiToken, LoginSession
from saas.accounts.tokens import PREFIX, hash_token, new_token
from saas.kit.clock import now
from saas.people.model import Person, PersonRole
from saas.people.viewer import Viewer
from tenants.revisions import PerRevision
from tenants.sessions import TenantSession
from tenants.statements import Statement

LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)

_roles = (
    select(func.array_agg(PersonRole.role)).where(PersonRole.person_id == Person.id).correlate(Person).scalar_subquery()
)
_notifications = table("notifications", column("person_id"), column("read_at"))
_unread = (
    select(func.count().cast(BigInteger))
    .select_from(_notifications)
    .where(_notifications.c.person_id == Person.id, _notifications.c.read_at.is_(None))
    .correlate(Person)
    .scalar_subquery()
)
_person = (Person.id, Person.name, Person.department_id, _roles, Person.locale, Person.theme)
_BY_SESSION = Statement(
    select(*_person, _unread, LoginSession.id, LoginSession.last_seen_at)
    .join(LoginSession, LoginSession.person_id == Person.id)
    .where(
        LoginSession.token_hash == bindparam("hash"),
        LoginSession.expires_at > bindparam("now"),
        Person.status == "active",
    )
)
_BY_ID = select(*_person).where(Person.id == bindparam("id"), Person.status == "active")


async def start_session(db: TenantSession, person_id: int, *, ip: str, agent: str) -> str:
    """Log a person in and give the token for their cookie; it is always a new one."""
    token, hashed = new_token()
    old = LoginSession.person_id == person_id, LoginSession.expires_at <= now()
    await db.execute(delete(LoginSession).where(*old))
    await db.execute(update(Person).where(Person.id == person_id).values(last_seen_at=now()))
    db.add(
        LoginSession(token_hash=hashed, person_id=person_id, expires_at=now() + LASTS, ip=ip[:60], agent=agent[:300])
    )
    await db.flush()
    return token


async def viewer_of_session(db: TenantSession, token: str, *, ip: str) -> tuple[Viewer, int, int] | None:
    """Find who a session cookie belongs to, how many unread notifications they have, and the session's id."""
    rows = await db.fetch(_BY_SESSION, {"hash": hash_token(token), "now": now()})
    if not rows:
        return None
    id, name, department, roles, locale, theme, unread, session, seen = rows[0]
    if now() - seen > SEEN_EVERY:
        await _touch(db, LoginSession.last_seen_at, session)
        await _touch(db, Person.last_seen_at, id)
    return Viewer(id, name, department, frozenset(roles or ()), "web", ip, locale, theme), unread, session


@dataclass
class _Holder:
    """Whom a token acts for, as of one revision."""

    viewer: Viewer
    token_id: int
    expires_at: datetime | None
    used_at: datetime | None


@PerRevision
async def _holders(db: TenantSession) -> dict[bytes, _Holder]:
    """Start an empty shelf of holders. Whatever changes a person, their roles or a token announces a new revision."""
    return {}


async def viewer_of_token(db: TenantSession, token: str, *, ip: str) -> Viewer | None:
    """Find who an API token acts for."""
    if not token.startswith(PREFIX):
        return None
    holders, hashed = await _holders(db), hash_token(token)
    holder = holders.get(hashed) or await _find_holder(db, hashed)
    moment = now()
    if holder is None or (holder.expires_at is not None and holder.expires_at <= moment):
        return None
    holders[hashed] = holder
    if holder.used_at is None or moment - holder.used_at > SEEN_EVERY:
        holder.used_at = moment
        await _touch(db, ApiToken.last_used_at, holder.token_id)
    return replace(holder.viewer, ip=ip)


async def _find_holder(db: TenantSession, hashed: bytes) -> _Holder | None:
    query = select(ApiToken).where(ApiToken.token_hash == hashed, ApiToken.revoked_at.is_(None))
    token = (await db.execute(query)).scalar_one_or_none()
    viewer = await find_viewer(db, token.person_id, via="api") if token else None
    return _Holder(viewer, token.id, token.expires_at, token.last_used_at) if token and viewer else None


async def find_viewer(db: TenantSession, person_id: int, *, ip: str = "", via: str = "web") -> Viewer | None:
    """Find an active member as someone who acts: whoever came by a link, or whom a job or a command acts for."""
    row = (await db.execute(_BY_ID, {"id": person_id})).one_or_none()
    if row is None:
        return None
    id, name, department, roles, locale, theme = row
    return Viewer(id, name, department, frozenset(roles or ()), via, ip, locale, theme)


async def sessions_of(db: TenantSession, person_id: int) -> list[LoginSession]:
    """List where a person is logged in, the latest first."""
    mine = LoginSession.person_id == person_id, LoginSession.expires_at > now()
    rows = await db.execute(select(LoginSession).where(*mine).order_by(LoginSession.last_seen_at.desc()))
    return list(rows.scalars())


async def end_session(db: TenantSession, token: str) -> None:
    """Log a browser out."""
    await db.execute(delete(LoginSession).where(LoginSession.token_hash == hash_token(token)))


async def end_one_session(db: TenantSession, person_id: int, session_id: int) -> bool:
    """Log one of a person's browsers out; tell whether it was theirs and there."""
    query = delete(LoginSession).where(LoginSession.id == session_id, LoginSession.person_id == person_id)
    return (await db.execute(query.returning(LoginSession.id))).one_or_none() is not None


async def end_sessions(db: TenantSession, person_id: int, *, keep: int | None = None) -> None:
    """Log a person out everywhere, but for one session."""
    query = delete(LoginSession).where(LoginSession.person_id == person_id)
    await db.execute(query if keep is None else query.where(LoginSession.id != keep))


async def _touch(db: TenantSession, moment: InstrumentedAttribute[Any], id: int) -> None:
    """Note that something was used just now, unless another request is at it: a long one must not hold up others."""
    row = moment.class_
    free = select(row.id).where(row.id == id).with_for_update(skip_locked=True, key_share=True).scalar_subquery()
    await db.execute(update(row).where(row.id == free).values({moment: now()}))

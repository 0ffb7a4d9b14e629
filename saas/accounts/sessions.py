"""Server-side login sessions, one per browser and host."""

from datetime import timedelta

from sqlalchemy import BigInteger, bindparam, column, delete, func, or_, select, table, update

from saas.accounts.model import ApiToken, LoginSession
from saas.accounts.tokens import PREFIX, hash_token, new_token
from saas.kit.clock import now
from saas.people.model import Person, PersonRole
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession

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
_BY_SESSION = (
    select(*_person, _unread, LoginSession.id, LoginSession.last_seen_at)
    .join(LoginSession, LoginSession.person_id == Person.id)
    .where(
        LoginSession.token_hash == bindparam("hash"),
        LoginSession.expires_at > bindparam("now"),
        Person.status == "active",
    )
)
_BY_TOKEN = (
    select(*_person, ApiToken.id, ApiToken.last_used_at)
    .join(ApiToken, ApiToken.person_id == Person.id)
    .where(
        ApiToken.token_hash == bindparam("hash"),
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > bindparam("now")),
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
    row = (await db.execute(_BY_SESSION, {"hash": hash_token(token), "now": now()})).one_or_none()
    if row is None:
        return None
    id, name, department, roles, locale, theme, unread, session, seen = row
    if now() - seen > SEEN_EVERY:
        await db.execute(update(LoginSession).where(LoginSession.id == session).values(last_seen_at=now()))
        await db.execute(update(Person).where(Person.id == id).values(last_seen_at=now()))
    return Viewer(id, name, department, frozenset(roles or ()), "web", ip, locale, theme), unread, session


async def viewer_of_token(db: TenantSession, token: str, *, ip: str) -> Viewer | None:
    """Find who an API token acts for."""
    if not token.startswith(PREFIX):
        return None
    row = (await db.execute(_BY_TOKEN, {"hash": hash_token(token), "now": now()})).one_or_none()
    if row is None:
        return None
    id, name, department, roles, locale, theme, token_id, used = row
    if used is None or now() - used > SEEN_EVERY:
        await db.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now()))
    return Viewer(id, name, department, frozenset(roles or ()), "api", ip, locale, theme)


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

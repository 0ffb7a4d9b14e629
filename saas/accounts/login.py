"""Log people in and out. Whether an account exists shows neither in the answer nor in the time it takes."""

from sqlalchemy import func, select, update

from saas.accounts.attempts import (
    LOGIN_ACCOUNT,
    LOGIN_BROWSER,
    LOGIN_EVERYWHERE,
    LOGIN_NETWORK,
    Limit,
    forgive,
    network_of,
    take_turn,
)
from saas.accounts.hashing import hash_password, needs_rehash, password_matches
from saas.accounts.known import Entry, known_browser, new_mark
from saas.accounts.links import ENTER, use_link
from saas.accounts.sessions import end_session, find_viewer, start_session
from saas.audit.log import log
from saas.kit.errors import Forbidden, Refusal
from saas.kit.text import clean_line
from saas.people.model import Person
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from tenants.sessions import TenantSession

LONGEST_SHOWN = 120


class WrongLogin(Refusal):
    """The e-mail address or the password is wrong."""

    code, status = "wrong_login", 422


class AccountDisabled(Forbidden):
    """This account has been disabled. Ask your administrator."""

    code = "account_disabled"


async def log_in(
    database: Database, company: Company, *, email: str, password: str, ip: str, agent: str, known: str = ""
) -> Entry:
    """Check e-mail and password; `known` are the browser's marks. Raise WrongLogin, AccountDisabled or TooMany.

    Three short transactions instead of the request's own: no connection waits while the password is hashed, and
    a failed login is logged although nothing comes of it.
    """
    email = clean_line(email).lower()
    async with database.tenant(company) as db:
        person = await find_person(db, email)
        browser = known_browser(db, person, known)
    turn = _turn(company, email, network_of(ip), browser)
    at = await take_turn(database, *turn)
    matches = await password_matches(person.password_hash if person else None, password)
    async with database.tenant(company) as db:
        if person is None or not matches or person.status == "disabled":
            await log(db, stranger(email, ip), "login_failed")
            await db.commit()
            raise AccountDisabled if matches else WrongLogin
        if needs_rehash(person.password_hash or ""):
            await _rehash(db, person.id, password)
        entry = await enter(db, person.id, ip=ip, agent=agent)
        await db.commit()
    await forgive(database, at, *turn)
    return entry


async def log_in_by_link(db: TenantSession, token: str, *, ip: str, agent: str) -> Entry:
    """Log in whoever carries a one-time link, as right after sign-up; raise LinkSpent."""
    person = await use_link(db, token, ENTER)
    return await enter(db, person.id, ip=ip, agent=agent)


async def enter(db: TenantSession, person_id: int, *, ip: str, agent: str) -> Entry:
    """Start a session for a person who has proved who they are, and log it; raise AccountDisabled."""
    viewer = await find_viewer(db, person_id, ip=ip)
    if viewer is None:
        raise AccountDisabled
    token = await start_session(db, viewer.id, ip=ip, agent=agent)
    await log(db, viewer, "login")
    hashed = (await db.execute(select(Person.password_hash).where(Person.id == person_id))).scalar_one()
    return Entry(token, new_mark(db, person_id, hashed))


async def log_out(db: TenantSession, viewer: Viewer, token: str) -> None:
    """End this browser's session."""
    await end_session(db, token)
    await log(db, viewer, "logout")


async def find_person(db: TenantSession, email: str) -> Person | None:
    """Find a member by e-mail address, in any case."""
    query = select(Person).where(func.lower(Person.email) == email.lower())
    return (await db.execute(query)).scalar_one_or_none()


def stranger(email: str, ip: str) -> Viewer:
    """Stand in for someone who could not log in: what they typed is all we know."""
    return Viewer(0, email[:LONGEST_SHOWN], 0, frozenset(), "web", ip)


def _turn(company: Company, email: str, network: str, browser: str) -> tuple[tuple[Limit, str], ...]:
    """Name what counts a try. A browser that was here before counts for itself: no attacker locks it out."""
    account = f"{company.id} {email}"
    if browser:
        return ((LOGIN_BROWSER, f"{account} {browser}"),)
    return (
        (LOGIN_ACCOUNT, f"{account} {network}"),
        (LOGIN_NETWORK, f"{company.id} {network}"),
        (LOGIN_EVERYWHERE, account),
    )


async def _rehash(db: TenantSession, person_id: int, password: str) -> None:
    await db.execute(update(Person).where(Person.id == person_id).values(password_hash=await hash_password(password)))

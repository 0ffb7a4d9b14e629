"""The click on the link of a confirmation mail: found the company and let its owner in."""

from dataclasses import dataclass

from sqlalchemy import func, select

from saas.accounts.links import ENTER, new_link
from saas.accounts.tokens import hash_token
from saas.kit.clock import now
from saas.kit.errors import Conflict, Invalid, Refusal
from saas.people.model import Person
from saas.signup.apply import Application
from saas.signup.found import Founder, HostTaken, found_company
from saas.signup.hosts import label_trouble
from saas.signup.model import Signup
from tenants.companies import Company, CompanyRow, all_companies, as_company, find_company
from tenants.engines import Database
from tenants.sessions import PlatformSession

SETUP_LOCK = 0x67780001  # Two first-time set-ups at once found one company.


class UnknownSignup(Refusal):
    """This link is not complete or no longer known. Please sign up again."""

    code, status = "unknown_signup", 404


class SignupExpired(Refusal):
    """This link has expired. Please sign up again."""

    code, status = "signup_expired", 410


class AlreadySetUp(Conflict):
    """This installation has been set up already. Please log in."""

    code = "already_set_up"


@dataclass(frozen=True)
class Confirmed:
    """A confirmed sign-up: its company, and the token that lets its owner in; none when it was confirmed before."""

    company: Company
    token: str | None


async def confirm(database: Database, token: str, *, ip: str, label: str = "") -> Confirmed:
    """Found the company of a sign-up, under another host name if one is given.

    Raise UnknownSignup, SignupExpired, HostTaken when somebody was faster, or Invalid about `host`.
    """
    async with database.platform() as db:
        signup = await _locked(db, token)
        if signup.company_id is not None:
            return Confirmed(await _company(db, signup.company_id), None)
        if signup.expires_at <= now():
            raise SignupExpired
        if label and (problem := await label_trouble(db, label)):
            raise Invalid({"host": problem})
        company = await _found(database, db, signup, label or signup.label, ip)
        enter = await let_in(database, company, signup.email)
        # The hash has moved to the person; here it would only wait to be stolen.
        signup.company_id, signup.label, signup.password_hash = company.id, company.label, ""
        await db.commit()
    return Confirmed(company, enter)


async def pending_label(database: Database, token: str) -> str:
    """Tell which host name a sign-up asked for; raise UnknownSignup or SignupExpired."""
    async with database.platform() as db:
        signup = await _locked(db, token)
        if signup.expires_at <= now():
            raise SignupExpired
        return signup.label


async def set_up(database: Database, application: Application, *, locale: str, ip: str) -> Confirmed:
    """Found the one company of a private installation, without a mail; raise AlreadySetUp."""
    founder = await application.founder()
    async with database.platform() as db:
        await db.execute(select(func.pg_advisory_xact_lock(SETUP_LOCK)))
        if any(company.status != "deleted" for company in await all_companies(db)):
            raise AlreadySetUp
        company, _ = await found_company(
            database, label=application.label, name=application.company, founder=founder, locale=locale, ip=ip
        )
        await db.commit()
    return Confirmed(company, await let_in(database, company, founder.email))


async def let_in(database: Database, company: Company, email: str) -> str:
    """Make the link that logs a new owner in on the company's own host."""
    async with database.tenant(company) as db:
        person_id = (await db.execute(select(Person.id).where(Person.email == email))).scalar_one()
        token = await new_link(db, person_id, ENTER)
        await db.commit()
    return token


async def _locked(db: PlatformSession, token: str) -> Signup:
    query = select(Signup).where(Signup.token_hash == hash_token(token)).with_for_update()
    signup = (await db.execute(query)).scalar_one_or_none()
    if signup is None:
        raise UnknownSignup
    return signup


async def _company(db: PlatformSession, company_id: str) -> Company:
    return as_company((await db.execute(select(CompanyRow).where(CompanyRow.id == company_id))).scalar_one())


async def _found(database: Database, db: PlatformSession, signup: Signup, label: str, ip: str) -> Company:
    founder = Founder(signup.person, signup.email, signup.password_hash)
    try:
        company, _ = await found_company(
            database, label=label, name=signup.company, founder=founder, locale=signup.locale, ip=ip
        )
    except HostTaken:
        company = await _founded_before(database, db, signup, label)
    return company


async def _founded_before(database: Database, db: PlatformSession, signup: Signup, label: str) -> Company:
    """Find the company that this very sign-up founded when the process died before noting it; else raise HostTaken."""
    company = await find_company(db, label=label)
    if company is None or company.status == "deleted":
        raise HostTaken
    async with database.tenant(company) as inside:
        query = select(Person.id).where(Person.email == signup.email, Person.password_hash == signup.password_hash)
        # A salted hash is equal only where it was copied from.
        if (await inside.execute(query)).one_or_none() is None:
            raise HostTaken
    return company

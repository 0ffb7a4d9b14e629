"""A visitor's sign-up form: check it, keep it, and mail the link that confirms it."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from saas.accounts.account import read_name
from saas.accounts.attempts import SIGNUP_EMAIL, SIGNUP_NETWORK, network_of, take_turn
from saas.accounts.emails import MALFORMED, read_email
from saas.accounts.hashing import hash_password
from saas.accounts.passwords import password_problem
from saas.accounts.tokens import new_token
from saas.kit.clock import now
from saas.kit.errors import Invalid
from saas.kit.i18n import _, current_locale
from saas.kit.text import clean_line
from saas.mails.post import post_mail_from_platform
from saas.packs.install import crm_script
from saas.signup.found import Founder
from saas.signup.hosts import label_trouble, read_label
from saas.signup.letters import confirmation_letter
from saas.signup.model import Signup
from tenants.engines import Database
from tenants.settings import Settings

LASTS = timedelta(hours=24)
LONGEST_COMPANY = 80


@dataclass(frozen=True)
class Application:
    """What a visitor wrote, once it is in order."""

    company: str
    label: str
    person: str
    email: str
    password: str = field(repr=False)

    async def founder(self) -> Founder:
        """Give the company's first person, the password hashed."""
        return Founder(self.person, self.email, await hash_password(self.password))


async def read_application(database: Database, settings: Settings, typed: dict[str, str]) -> Application:
    """Read a sign-up form; raise Invalid with everything that is wrong with it at once."""
    company, label = clean_line(typed.get("company", "")), read_label(typed.get("host", ""), settings)
    person, email = clean_line(typed.get("name", "")), read_email(typed.get("email", ""))
    password = typed.get("password", "")
    async with database.platform() as db:
        host_trouble = await label_trouble(db, label)
    known = (company, label, person, email or "")
    errors = {
        "company": company_problem(company),
        "host": host_trouble,
        "name": _name_problem(person),
        "email": "" if email else _(MALFORMED),
        "password": password_problem(password, known=known),
    }
    if found := {name: problem for name, problem in errors.items() if problem}:
        raise Invalid(found)
    return Application(company, label, person, email or "", password)


async def apply(database: Database, settings: Settings, application: Application, *, ip: str) -> None:
    """Keep a sign-up and mail its link; raise TooMany. Whether the address is known here changes nothing."""
    turns = (SIGNUP_NETWORK, network_of(ip)), (SIGNUP_EMAIL, application.email)
    await take_turn(database, *turns)
    # Writing down what a company starts with takes a third of a second once: better now than after the click.
    founder, _script = await asyncio.gather(application.founder(), asyncio.to_thread(crm_script))
    token, hashed = new_token()
    signup = Signup(
        token_hash=hashed,
        label=application.label,
        company=application.company,
        person=founder.name,
        email=founder.email,
        password_hash=founder.password_hash,
        locale=current_locale(),
        expires_at=now() + LASTS,
    )
    url = f"{settings.base_url}/signup/confirm/{token}"
    async with database.platform() as db:
        db.add(signup)
        await db.flush()
        await post_mail_from_platform(db, confirmation_letter(signup, url, settings.tenant_url(signup.label)))
        await db.commit()


def company_problem(company: str) -> str:
    """Say what is wrong with a company's name; nothing when it will do."""
    if len(company) < 2:
        return _("Please fill in your company's name.")
    if len(company) > LONGEST_COMPANY:
        return _("Use at most %(count)s characters.", count=LONGEST_COMPANY)
    # It is repeated in a mail to an address that nobody has confirmed.
    return (
        _("This does not look like a name.")
        if any(sign in company.lower() for sign in ("://", "www.", "<", ">"))
        else ""
    )


def _name_problem(person: str) -> str:
    try:
        read_name(person)
    except Invalid as invalid:
        return invalid.errors["name"]
    return ""

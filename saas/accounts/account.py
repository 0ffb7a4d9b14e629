"""A person's own account: their name, language and appearance, and their password."""

from sqlalchemy import update

from saas.accounts.api_tokens import revoke_tokens
from saas.accounts.attempts import PASSWORD_CHECK, forgive, take_turn
from saas.accounts.hashing import hash_password, password_matches
from saas.accounts.known import Entry, new_mark
from saas.accounts.letters import password_changed
from saas.accounts.links import RESET, forget_links, person_behind, use_link
from saas.accounts.login import enter
from saas.accounts.passwords import password_problem
from saas.accounts.sessions import end_sessions
from saas.audit.log import log
from saas.kit.errors import Invalid
from saas.kit.i18n import LOCALES, _
from saas.kit.text import clean_line
from saas.mails.post import post_mail
from saas.people.model import Person
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

THEMES = ("system", "light", "dark")
LONGEST_NAME = 60


async def rename_oneself(db: TenantSession, viewer: Viewer, name: str) -> None:
    """Change one's own name; raise Invalid."""
    person = await db.get_one(Person, viewer.id)
    person.name = read_name(name)
    await db.flush()
    await bump_revision(db)
    await log(db, viewer, "update_person", fields=["name"], detail={"person": viewer.id})


async def choose_preferences(db: TenantSession, viewer: Viewer, *, locale: str = "", theme: str = "") -> None:
    """Keep a person's language and appearance; unknown words are ignored."""
    chosen = {"locale": locale if locale in LOCALES else "", "theme": theme if theme in THEMES else ""}
    values = {name: value for name, value in chosen.items() if value}
    if values:
        await db.execute(update(Person).where(Person.id == viewer.id).values(values))
    if "locale" in values:
        await bump_revision(db)


async def change_password(
    database: Database,
    db: TenantSession,
    viewer: Viewer,
    *,
    current: str,
    new: str,
    keep: int | None,
    tokens_too: bool = False,
) -> str:
    """Change one's own password, end all other sessions, and API tokens if wished; give this browser's new mark.

    Raise Invalid or TooMany.
    """
    # By session: whoever guesses in a stolen one does not keep the person from changing it in theirs.
    turn = (PASSWORD_CHECK, f"{db.company.id} {viewer.id} {keep}")
    at = await take_turn(database, turn)
    person = await db.get_one(Person, viewer.id)
    if not await password_matches(person.password_hash, current):
        await log(db, viewer, "change_password_failed")
        raise Invalid({"current": _("This is not your current password.")})
    await forgive(database, at, turn)
    await set_password(db, person, new, field="new")
    await end_sessions(db, person.id, keep=keep)
    await _end_tokens(db, viewer, tokens_too)
    await log(db, viewer, "change_password")
    _tell(db, person)
    return new_mark(db, person.id, person.password_hash)


async def reset_password(
    db: TenantSession, token: str, new: str, *, ip: str, agent: str, tokens_too: bool = False
) -> Entry:
    """Set a new password by a link from a mail, end all sessions, and API tokens if wished, and let in.

    Raise LinkSpent, or Invalid with the link still good.
    """
    await set_password(db, await person_behind(db, token, RESET), new, field="password")
    person = await use_link(db, token, RESET)
    await forget_links(db, person.id)
    await end_sessions(db, person.id)
    session = await enter(db, person.id, ip=ip, agent=agent)
    viewer = Viewer(person.id, person.name, person.department_id, frozenset(), "web", ip)
    await _end_tokens(db, viewer, tokens_too)
    await log(db, viewer, "reset_password")
    _tell(db, person)
    return session


async def set_password(db: TenantSession, person: Person, password: str, *, field: str) -> None:
    """Give a person a password; raise Invalid about `field` when it is too weak."""
    if problem := weakness(person, db.company, password):
        raise Invalid({field: problem})
    person.password_hash = await hash_password(password)
    await db.flush()


def weakness(person: Person, company: Company, password: str) -> str:
    """Say what is wrong with a password for this person; nothing when it will do."""
    return password_problem(password, known=(person.email, person.name, company.name, company.label))


def read_name(typed: str, field: str = "name") -> str:
    """Read a person's name; raise Invalid about `field`."""
    name = clean_line(typed)
    if not name:
        raise Invalid({field: _("Please fill in your name.")})
    if len(name) > LONGEST_NAME:
        raise Invalid({field: _("Use at most %(count)s characters.", count=LONGEST_NAME)})
    # Names are repeated in mails to addresses that nobody has confirmed; an address in one would be an advertisement.
    if any(sign in name.lower() for sign in ("://", "www.", "http", "@", "<", ">")):
        raise Invalid({field: _("This does not look like a name.")})
    return name


async def _end_tokens(db: TenantSession, viewer: Viewer, wished: bool) -> None:
    if wished:
        await revoke_tokens(db, viewer.id)
        await log(db, viewer, "revoke_token", detail={"all": True})


def _tell(db: TenantSession, person: Person) -> None:
    post_mail(db, password_changed(person, db.company))

"""Browsers that were logged in before. A signed mark in a cookie lets them pass limits that others have used up."""

import secrets
from hmac import compare_digest
from typing import NamedTuple

from saas.people.model import Person
from tenants.sessions import TenantSession

MOST = 4  # People who share one browser.


class Entry(NamedTuple):
    """What a browser gets when somebody logs in: the session's token, and the mark by which we know it again."""

    token: str
    mark: str


def new_mark(db: TenantSession, person_id: int, password_hash: str | None) -> str:
    """Make the mark of a browser for one account; it is worth nothing after the password was changed."""
    nonce = secrets.token_urlsafe(9)
    return f"{person_id}.{nonce}.{_signature(db, person_id, nonce, password_hash)}"


def with_mark(marks: str, mark: str) -> str:
    """Put a mark first among those that a browser carries, instead of an older one of the same account."""
    same = f"{mark.partition('.')[0]}."
    others = [each for each in marks.split("~") if each and not each.startswith(same)]
    return "~".join([mark, *others[: MOST - 1]])


def known_browser(db: TenantSession, person: Person | None, marks: str) -> str:
    """Name the browser if it was logged in to this account before; empty if not."""
    for each in marks.split("~")[:MOST] if person else ():
        id, _, rest = each.partition(".")
        nonce, _, signature = rest.partition(".")
        if person and id == str(person.id):
            wanted = _signature(db, person.id, nonce, person.password_hash)
            return nonce if compare_digest(signature.encode(), wanted.encode()) else ""
    return ""


def _signature(db: TenantSession, person_id: int, nonce: str, password_hash: str | None) -> str:
    return db.cipher.sign("known browser", f"{person_id} {nonce} {password_hash or ''}")

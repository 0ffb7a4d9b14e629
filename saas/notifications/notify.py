"""Tell somebody something, in the transaction of what happened."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert

from saas.notifications.model import Notification
from tenants.sessions import TenantSession

ADD = insert(Notification.__table__).inline()  # type: ignore[arg-type]


class Notice(NamedTuple):
    """What to say, and where it leads."""

    message_id: str
    params: Mapping[str, str | int]
    url: str


class UrlLeadsAway(ValueError):
    """A notification may only lead to a page of the same company."""


async def notify(db: TenantSession, person_id: int, message_id: str, params: Mapping[str, str | int], url: str) -> None:
    """Leave a person a notification. Raise UrlLeadsAway unless `url` is a path on their own host.

    Protected values never come here, nor anything the person may not see: this is read long after access was checked.
    """
    if not url.startswith("/") or url.startswith(("//", "/\\")) or not url.isprintable():
        raise UrlLeadsAway(url)
    row = {"person_id": person_id, "message": message_id, "params": dict(params), "url": url}
    await db.execute(ADD, row)


async def take_back(db: TenantSession, person_id: int, url: str) -> None:
    """Forget what a person was told about something that is no longer there."""
    about = Notification.person_id == person_id, Notification.url == url
    await db.execute(delete(Notification).where(*about))

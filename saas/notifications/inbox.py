"""A person's own notifications. Nobody reaches anybody else's, whatever id they name."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update

from saas.kit.clock import now
from saas.kit.errors import NotFound
from saas.notifications.model import Notification
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession

SIZE = 50


class NotificationNotFound(NotFound):
    """That notification is no longer there."""


@dataclass(frozen=True)
class Inbox:
    """A page of notifications, newest first, and the id before which the next page starts."""

    items: list[Notification]
    older: int | None


async def inbox_of(db: TenantSession, viewer: Viewer, *, unread: bool = False, before: int = 0) -> Inbox:
    """List a person's notifications."""
    where = [_mine(viewer)]
    if unread:
        where.append(Notification.read_at.is_(None))
    if before:
        where.append(Notification.id < before)
    query = select(Notification).where(*where).order_by(Notification.id.desc()).limit(SIZE + 1)
    items = list((await db.execute(query)).scalars())
    return Inbox(items[:SIZE], items[SIZE - 1].id if len(items) > SIZE else None)


async def count_unread(db: TenantSession, viewer: Viewer) -> int:
    """Count what a person has not read yet."""
    query = select(func.count()).where(_mine(viewer), Notification.read_at.is_(None))
    return int((await db.execute(query)).scalar_one())


async def read_notification(db: TenantSession, viewer: Viewer, id: int) -> str:
    """Mark one as read and give its address. Raise NotificationNotFound."""
    chosen = (_mine(viewer), Notification.id == id)
    read = update(Notification).where(*chosen).values(read_at=func.coalesce(Notification.read_at, now()))
    url = (await db.execute(read.returning(Notification.url))).scalar_one_or_none()
    if url is None:
        raise NotificationNotFound
    return str(url)


async def read_all(db: TenantSession, viewer: Viewer) -> None:
    """Mark everything as read."""
    unread = (_mine(viewer), Notification.read_at.is_(None))
    await db.execute(update(Notification).where(*unread).values(read_at=now()))


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    return Notification.person_id == viewer.id

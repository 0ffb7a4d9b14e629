"""What a person should know of; opening one marks it as read."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from saas.kit.i18n import _
from saas.notifications.inbox import NotificationNotFound, count_unread, inbox_of, read_all, read_notification
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, redirect


@get("/notifications", **needs(MEMBER))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """List them, newest first."""
    unread = request.query_params.get("unread") == "1"
    before = as_id(request.query_params.get("before", ""))
    return page(
        request,
        "notifications/index.html",
        title=_("Notifications"),
        inbox=await inbox_of(db, viewer, unread=unread, before=before),
        unread=unread,
        first=not before,
        count=await count_unread(db, viewer),
    )


@get("/notifications/{id:str}", **needs(MEMBER))
async def show(request: AnyRequest, id: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Open what a notification is about."""
    return Redirect(await _read(db, viewer, id), status_code=303)


@post("/notifications/{id:str}/reading", **needs(MEMBER))
async def read(request: AnyRequest, id: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Mark one as read."""
    await _read(db, viewer, id)
    return redirect(request, "/notifications")


@post("/notifications/reading", **needs(MEMBER))
async def read_everything(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Mark all as read."""
    await read_all(db, viewer)
    return redirect(request, "/notifications")


async def _read(db: TenantSession, viewer: Viewer, id: str) -> str:
    number = as_id(id)
    if not number:
        raise NotificationNotFound
    return await read_notification(db, viewer, number)


def as_id(text: str) -> int:
    """Read an id out of an address; what is not one is 0, which nothing has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

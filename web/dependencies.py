"""What handlers are given: the transaction, the person, the platform. One request is one transaction."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar

from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException
from litestar.params import SkipValidation

from saas.accounts.sessions import viewer_of_session, viewer_of_token
from saas.kit.errors import Refusal
from saas.kit.i18n import set_locale
from saas.people.viewer import Viewer
from saas.roles.access import require
from tenants.engines import Database
from tenants.sessions import PlatformSession, TenantSession
from tenants.settings import Settings
from web.needs import PUBLIC, WORKSPACE_NEEDS
from web.outage import outage
from web.refused import note_refusal
from web.shell import Shell, member_shell, visitor_shell

COOKIE = "guanxi"
AnyRequest = Request[Any, Any, Any]

T = TypeVar("T")
# What the providers below give. It is no visitor's input: its type need not be checked again at every request.
Given: TypeAlias = SkipValidation[NamedDependency[T]]
Db: TypeAlias = Given[TenantSession]
Platform: TypeAlias = Given[PlatformSession]
TheViewer: TypeAlias = Given[Viewer]
TheSettings: TypeAlias = Given[Settings]
TheDatabase: TypeAlias = Given[Database]


async def provide_settings(request: AnyRequest) -> Settings:
    """Give the installation's settings."""
    return request.app.state.settings  # type: ignore[no-any-return]


async def provide_database(request: AnyRequest) -> Database:
    """Give the way to the database, for the few handlers that need more than one transaction."""
    return request.app.state.database  # type: ignore[no-any-return]


async def provide_platform(request: AnyRequest) -> AsyncGenerator[PlatformSession, None]:
    """Open a transaction on the platform's tables."""
    async with request.app.state.database.platform() as platform:
        yield platform
        await platform.commit()


async def provide_db(request: AnyRequest) -> AsyncGenerator[TenantSession, None]:
    """Open a transaction on the company's data, find out who is asking and whether the route is for them.

    It commits after the handler and before the first byte leaves; raising rolls everything back.
    """
    async with entered(request) as db:
        yield db


@asynccontextmanager
async def entered(request: AnyRequest) -> AsyncGenerator[TenantSession, None]:
    """Open a transaction like `provide_db`, in handlers that must hold none while a long body comes or goes."""
    try:
        async with request.app.state.database.tenant(request.scope["state"]["company"]) as db:
            await _enter(request, db)
            yield db
            await db.commit()
    except (Refusal, NotAuthorizedException) as refusal:
        note_refusal(request, refusal)
        raise


async def provide_viewer(request: AnyRequest, db: Db) -> Viewer:
    """Give the person who is asking, and speak their language.

    What is provided beside something else, as `db` beside `settings`, runs in a task of its own: the language that was
    set in there is not the handler's.
    """
    viewer: Viewer = request.state.viewer
    set_locale(viewer.locale)
    return viewer


async def _enter(request: AnyRequest, db: TenantSession) -> None:
    outage.ends()
    need = request.route_handler.opt["needs"]
    viewer, unread = await _who(request, db)
    if viewer is None:
        if need != PUBLIC:
            raise NotAuthorizedException
        request.state.shell = visitor_shell(request)
        return
    request.state.viewer = viewer
    set_locale(viewer.locale)
    if need in WORKSPACE_NEEDS:
        await require(db, viewer, need)
    if viewer.via == "web":
        request.state.shell = await member_shell(request, db, viewer, unread)


async def _who(request: AnyRequest, db: TenantSession) -> tuple[Viewer | None, int]:
    ip = request.scope["state"]["ip"]
    bearer = request.headers.get("authorization", "")
    if request.route_handler.opt.get("api"):
        # The API knows no cookies, so that no other site can speak through a browser that is logged in.
        scheme, token = (*bearer.split(maxsplit=1), "", "")[:2]
        return await viewer_of_token(db, token.strip() if scheme.lower() == "bearer" else "", ip=ip), 0
    found = await viewer_of_session(db, request.cookies.get(COOKIE, ""), ip=ip)
    if found is None:
        return None, 0
    request.state.session = found[2]
    return found[0], found[1]


def shell_of(request: AnyRequest) -> Shell:
    """Give the page frame's data, also where no transaction was opened."""
    return request.state.get("shell") or visitor_shell(request)

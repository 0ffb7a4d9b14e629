"""Log in and out."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.accounts.links import LinkSpent
from saas.accounts.login import AccountDisabled, WrongLogin, log_in, log_in_by_link, log_out
from saas.kit.errors import Refusal, TooMany
from saas.kit.i18n import _
from web.dependencies import COOKIE, AnyRequest, Db, TheDatabase, TheSettings, TheViewer
from web.errors import retry_after
from web.needs import MEMBER, PUBLIC, needs
from web.page import page, redirect
from web.pages.accounts.cookies import farewell, marks_of, own_path, welcome
from web.typed import typed


@get("/login", **needs(PUBLIC))
async def show(request: AnyRequest, db: Db) -> Response[Any]:
    """Show the login form, or go on when the person is logged in already."""
    target = own_path(request.query_params.get("next", "/"))
    if request.state.get("viewer"):
        return redirect(request, target)
    return _form(request, {"next": target})


@post("/login", **needs(PUBLIC))
async def create(request: AnyRequest, database: TheDatabase, settings: TheSettings) -> Response[Any]:
    """Check e-mail and password and let the person in."""
    sent = await typed(request)
    try:
        entry = await log_in(
            database,
            request.scope["state"]["company"],
            email=sent.get("email", ""),
            password=sent.get("password", ""),
            ip=request.scope["state"]["ip"],
            agent=request.headers.get("user-agent", ""),
            known=marks_of(request),
        )
    except (WrongLogin, AccountDisabled, TooMany) as refused:
        return _form(request, sent | {"next": own_path(sent.get("next", "/"))}, refused)
    return welcome(request, settings, entry, own_path(sent.get("next", "/")))


@get("/enter/{token:str}", **needs(PUBLIC))
async def enter(request: AnyRequest, token: FromPath[str], db: Db, settings: TheSettings) -> Response[Any]:
    """Let in whoever carries a one-time link, as right after sign-up."""
    try:
        session = await log_in_by_link(
            db, token, ip=request.scope["state"]["ip"], agent=request.headers.get("user-agent", "")
        )
    except LinkSpent as spent:
        return _form(request, {"next": "/"}, spent)
    return welcome(request, settings, session)


@post("/logout", **needs(MEMBER))
async def destroy(request: AnyRequest, db: Db, viewer: TheViewer, settings: TheSettings) -> Response[Any]:
    """End this browser's session."""
    await log_out(db, viewer, request.cookies.get(COOKIE, ""))
    return farewell(request, settings)


def _form(request: AnyRequest, sent: dict[str, str], refused: Refusal | None = None) -> Response[bytes]:
    return page(
        request,
        "accounts/login.html",
        status=refused.status if refused else 200,
        headers=retry_after(refused),
        title=_("Log in"),
        email=sent.get("email", ""),
        next=sent.get("next", "/"),
        refused=refused.sentence if refused else "",
        notice=isinstance(refused, LinkSpent),
    )

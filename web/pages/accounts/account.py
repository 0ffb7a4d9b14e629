"""A person's own account: name, language, appearance, password, devices, API tokens."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.accounts.account import change_password, choose_preferences, rename_oneself
from saas.accounts.api_tokens import create_token, revoke_token, tokens_of
from saas.accounts.devices import device_of, is_phone
from saas.accounts.model import LoginSession
from saas.accounts.sessions import end_one_session, end_sessions, sessions_of
from saas.audit.log import log
from saas.kit.clock import now
from saas.kit.errors import Invalid, NotFound, TooMany
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.people.roster import in_order
from saas.people.viewer import Viewer
from saas.roles.labels import role_label
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheDatabase, TheSettings, TheViewer
from web.errors import retry_after
from web.needs import MEMBER, needs
from web.notices import Notice
from web.page import page, redirect
from web.pages.accounts.cookies import know_again, remember_preferences
from web.typed import typed

DAYS = ("30", "90", "365", "")
"""Lifetimes on offer for an API token; the last is for good."""


@get("/account", **needs(MEMBER))
async def show(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show a person their own account."""
    return await _account(request, db, viewer)


@get(["/account/profile", "/account/password", "/account/tokens", "/account/sessions"], **needs(MEMBER))
async def back(request: AnyRequest, db: Db) -> Response[Any]:
    """Lead whoever loads a form's own address again to the page."""
    return redirect(request, "/account")


@post("/account/profile", **needs(MEMBER))
async def update(request: AnyRequest, db: Db, viewer: TheViewer, settings: TheSettings) -> Response[Any]:
    """Change one's name, language and appearance."""
    sent = await typed(request)
    try:
        if sent.get("name", viewer.name) != viewer.name:
            await rename_oneself(db, viewer, sent["name"])
    except Invalid as invalid:
        return await _account(request, db, viewer, status=422, errors=invalid.errors, sent=sent)
    await choose_preferences(db, viewer, locale=sent.get("locale", ""), theme=sent.get("theme", ""))
    response = redirect(request, "/account", notice=Notice(_("Saved.")))
    remember_preferences(response, sent, settings)
    return response


@post("/account/password", **needs(MEMBER))
async def update_password(
    request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase, settings: TheSettings
) -> Response[Any]:
    """Change one's password; all other devices are logged out."""
    sent = await typed(request)
    try:
        mark = await change_password(
            database,
            db,
            viewer,
            current=sent.get("current", ""),
            new=sent.get("new", ""),
            keep=request.state.session,
            tokens_too="tokens" in sent,
        )
    except Invalid as invalid:
        return await _account(request, db, viewer, status=422, errors=invalid.errors)
    except TooMany as refused:
        return await _account(
            request, db, viewer, status=429, errors={"current": refused.sentence}, headers=retry_after(refused)
        )
    response = redirect(
        request, "/account", notice=Notice(_("Your password was changed; your other devices are logged out."))
    )
    know_again(request, response, settings, mark)
    return response


@post("/account/sessions", **needs(MEMBER))
async def end_others(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Log all of one's other devices out."""
    await end_sessions(db, viewer.id, keep=request.state.session)
    await log(db, viewer, "end_session", detail={"all_others": True})
    return redirect(request, "/account#sessions")


@post("/account/sessions/{session:int}", **needs(MEMBER))
async def end_one(request: AnyRequest, db: Db, viewer: TheViewer, session: FromPath[int]) -> Response[Any]:
    """Log one of one's devices out; raise NotFound for anybody else's."""
    if not await end_one_session(db, viewer.id, session):
        raise NotFound
    await log(db, viewer, "end_session", detail={"session": session})
    return redirect(request, "/account#sessions")


@post("/account/tokens", **needs(MEMBER))
async def create(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Make an API token and show it, this once: so the answer is the page itself and not an address to load again."""
    sent = await typed(request)
    days = sent["days"] if sent.get("days") in DAYS else DAYS[0]
    try:
        made = await create_token(db, viewer, sent.get("token_name", ""), days=int(days) if days else None)
    except Invalid as invalid:
        return await _account(request, db, viewer, status=422, errors=invalid.errors, sent=sent)
    return await _account(request, db, viewer, made=made)


@post("/account/tokens/{token:int}/revocation", **needs(MEMBER))
async def revoke(request: AnyRequest, db: Db, viewer: TheViewer, token: FromPath[int]) -> Response[Any]:
    """Make one of one's API tokens useless; raise NotFound for anybody else's."""
    await revoke_token(db, viewer, token)
    return redirect(request, "/account#tokens")


async def _account(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    sent: dict[str, str] | None = None,
    made: str = "",
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    directory = await directory_of(db)
    me = directory.members[viewer.id]
    return page(
        request,
        "accounts/account.html",
        status=status,
        headers=headers,
        title=_("Your account"),
        me=me,
        department=directory.departments[me.department_id],
        roles=[role_label(role) for role in in_order(list(viewer.roles))],
        theme=viewer.theme,
        sessions=[_device(each, request.state.session) for each in await sessions_of(db, viewer.id)],
        tokens=await tokens_of(db, viewer.id),
        days=[(each, _("%(count)s days", count=each) if each else _("Until it is revoked")) for each in DAYS],
        now=now(),
        errors=errors or {},
        sent=sent or {},
        made=made,
    )


def _device(session: LoginSession, current: int) -> dict[str, Any]:
    return {
        "id": session.id,
        "device": device_of(session.agent) or _("Unknown device"),
        "icon": "smartphone" if is_phone(session.agent) else "monitor",
        "ip": session.ip,
        "seen": session.last_seen_at,
        "since": session.created_at,
        "current": session.id == current,
    }

"""Forgotten passwords: ask for a link, follow it, choose a new one."""

import asyncio
import time
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.accounts.account import reset_password
from saas.accounts.links import RESET, person_behind
from saas.accounts.reset import request_reset
from saas.kit.errors import Invalid, TooMany
from saas.kit.i18n import _
from web.dependencies import AnyRequest, Db, TheDatabase, TheSettings
from web.errors import retry_after
from web.needs import PUBLIC, needs
from web.page import page, redirect
from web.pages.accounts.cookies import marks_of, welcome
from web.pages.outbox.token import outbox_address
from web.typed import typed

ANSWER_AFTER = 0.25  # Seconds: known and unknown addresses are answered at the same pace.


@get("/forgot", **needs(PUBLIC), sync_to_thread=False)
def new(request: AnyRequest) -> Response[bytes]:
    """Ask for the address of the account."""
    return page(request, "accounts/forgot.html", title=_("Forgot your password?"), email="", refused="")


@post("/forgot", **needs(PUBLIC))
async def create(request: AnyRequest, database: TheDatabase, settings: TheSettings) -> Response[Any]:
    """Mail a link if there is such an account; the answer is the same if not."""
    started = time.monotonic()
    company, email = request.scope["state"]["company"], (await typed(request)).get("email", "")
    url = f"{settings.tenant_url(company.label)}/reset"
    try:
        ip, known = request.scope["state"]["ip"], marks_of(request)
        await request_reset(database, company, email=email, url=url, ip=ip, known=known)
    except TooMany as refused:
        title = _("Forgot your password?")
        said, headers = refused.sentence, retry_after(refused)
        return page(
            request, "accounts/forgot.html", status=429, headers=headers, title=title, email=email, refused=said
        )
    await asyncio.sleep(max(0.0, ANSWER_AFTER - (time.monotonic() - started)))
    return redirect(request, "/forgot/sent")


@get("/forgot/sent", **needs(PUBLIC), sync_to_thread=False)
def sent(request: AnyRequest, settings: TheSettings) -> Response[bytes]:
    """Say that a mail is on its way, if there is such an account."""
    return page(request, "accounts/sent.html", title=_("Look into your mailbox"), outbox=outbox_address(settings))


@get("/reset/{token:str}", **needs(PUBLIC))
async def edit(request: AnyRequest, token: FromPath[str], db: Db) -> Response[bytes]:
    """Ask for the new password; raise LinkSpent."""
    person = await person_behind(db, token, RESET)
    return page(request, "accounts/reset.html", title=_("Choose a new password"), email=person.email, errors={})


@post("/reset/{token:str}", **needs(PUBLIC))
async def update(request: AnyRequest, token: FromPath[str], db: Db, settings: TheSettings) -> Response[Any]:
    """Set the new password and let the person in; all other devices are logged out."""
    person = await person_behind(db, token, RESET)
    sent = await typed(request)
    try:
        session = await reset_password(
            db,
            token,
            sent.get("password", ""),
            ip=request.scope["state"]["ip"],
            agent=request.headers.get("user-agent", ""),
            tokens_too="tokens" in sent,
        )
    except Invalid as invalid:
        title = _("Choose a new password")
        return page(request, "accounts/reset.html", status=422, title=title, email=person.email, errors=invalid.errors)
    return welcome(request, settings, session)

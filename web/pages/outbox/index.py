"""The local outbox."""

from typing import Any

from litestar import Response, get

from saas.kit.errors import NotFound
from saas.kit.i18n import _
from saas.mails.outbox import SHOWN, outbox_mails
from tenants.sessions import PlatformSession
from web.dependencies import AnyRequest, TheDatabase, TheSettings
from web.needs import PUBLIC, needs
from web.page import page, redirect
from web.pages.outbox.token import OutboxClosed, brings_token, has_cookie, outbox_cookie


@get(["/_site/outbox", "/outbox"], **needs(PUBLIC))
async def index(request: AnyRequest, settings: TheSettings, database: TheDatabase) -> Response[Any]:
    """Show the mails that wait for a mail server, on the bare host, to who came by the address printed at start."""
    on_bare_host = request.scope["path"].startswith("/_site/") or settings.edition == "private"
    if settings.smtp_url or not on_bare_host:
        raise NotFound
    if brings_token(request, settings):
        response = redirect(request, "/outbox")
        response.set_cookie(outbox_cookie(settings))
        return response
    if not has_cookie(request, settings):
        raise OutboxClosed
    async with database.platform() as platform:
        return await _shown(request, platform)


async def _shown(request: AnyRequest, platform: PlatformSession) -> Response[Any]:
    mails = await outbox_mails(platform)
    return page(request, "outbox/index.html", title=_("Local outbox"), mails=mails, most=SHOWN)

"""The local outbox."""

from litestar import Response, get

from saas.kit.errors import NotFound
from saas.kit.i18n import _
from saas.mails.outbox import SHOWN, outbox_mails
from web.dependencies import AnyRequest, Platform, TheSettings
from web.needs import PUBLIC, needs
from web.page import page
from web.pages.outbox.local import is_local


@get(["/_site/outbox", "/outbox"], **needs(PUBLIC))
async def index(request: AnyRequest, settings: TheSettings, platform: Platform) -> Response[bytes]:
    """Show the mails that wait for a mail server, on the bare host and to this machine alone."""
    on_bare_host = request.scope["path"].startswith("/_site/") or settings.edition == "private"
    if not (on_bare_host and is_local(request, settings)):
        raise NotFound
    mails = await outbox_mails(platform)
    return page(request, "outbox/index.html", title=_("Local outbox"), mails=mails, most=SHOWN)

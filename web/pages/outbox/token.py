"""Who may open the local outbox: whoever was shown its token where Guanxi was started. It holds other people's links.

Nothing that a request lacks or says of itself counts: behind a reverse proxy everybody comes from this machine.
"""

from hashlib import sha256
from hmac import compare_digest

from litestar.datastructures import Cookie

from saas.kit.errors import NotFound
from tenants.settings import Settings
from web.dependencies import AnyRequest

COOKIE = "outbox"


class OutboxClosed(NotFound):
    """The local outbox opens with the address that Guanxi printed when it started."""

    code = "outbox_closed"


def outbox_address(settings: Settings) -> str:
    """Give the outbox's address, which opens nothing without its token; nothing with a mail server."""
    return "" if settings.smtp_url else f"{settings.base_url}/outbox"


def printed_address(settings: Settings) -> str:
    """Give the address to print at start; nothing with a mail server."""
    return f"{settings.base_url}/outbox?token={settings.outbox_token}" if settings.outbox_token else ""


def brings_token(request: AnyRequest, settings: Settings) -> bool:
    """Tell whether this is the printed address."""
    return bool(settings.outbox_token) and _same(request.query_params.get("token", ""), settings.outbox_token)


def has_cookie(request: AnyRequest, settings: Settings) -> bool:
    """Tell whether this browser came by the printed address since the last start."""
    return bool(settings.outbox_token) and _same(request.cookies.get(COOKIE, ""), _of(settings))


def outbox_cookie(settings: Settings) -> Cookie:
    """Make the cookie that stands for the token, until the browser is closed."""
    return Cookie(
        key=COOKIE, value=_of(settings), path="/outbox", httponly=True, secure=settings.secure, samesite="lax"
    )


def _of(settings: Settings) -> str:
    return sha256(f"outbox cookie {settings.outbox_token}".encode()).hexdigest()


def _same(given: str, wanted: str) -> bool:
    return compare_digest(given.encode(), wanted.encode())

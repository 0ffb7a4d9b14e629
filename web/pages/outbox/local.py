"""Whether a request may see the local outbox: it holds other people's links, so only from this very machine."""

import ipaddress

from tenants.settings import Settings
from web.dependencies import AnyRequest

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def outbox_address(request: AnyRequest, settings: Settings) -> str:
    """Give the outbox's address for whoever may open it; nothing with a mail server, or for anyone from elsewhere."""
    return f"{settings.base_url}/outbox" if is_local(request, settings) else ""


def is_local(request: AnyRequest, settings: Settings) -> bool:
    """Tell whether there is an outbox and this request comes from this machine to this machine's own name.

    A reverse proxy on the same machine is a loopback peer too, so any trace of one is a no.
    """
    if settings.smtp_url or any(name in request.headers for name in FORWARDED):
        return False
    return _loopback_name(settings.base_name) and _loopback(request.client.host if request.client else "")


def _loopback_name(name: str) -> bool:
    return name == "localhost" or name.endswith(".localhost") or _loopback(name.strip("[]"))


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

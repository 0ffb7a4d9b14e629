"""Whether a request comes from this machine or from a private network, where whoever watches us is."""

import ipaddress

from tenants.settings import Settings
from web.dependencies import AnyRequest
from web.pages.outbox.local import FORWARDED

NEAR = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
)


def is_near(request: AnyRequest, settings: Settings) -> bool:
    """Tell whether the one who asks is near; behind a proxy that we were not told to trust, nobody is."""
    peer = request.client.host if request.client else ""
    if any(name in request.headers for name in FORWARDED) and not settings.trusts(peer):
        return False
    return _is_near(request.scope["state"]["ip"])


def _is_near(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in NEAR)

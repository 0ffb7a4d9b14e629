"""Whether a request may have the figures: it brings the token, or comes by itself from a machine or network of ours.

A proxy on this machine that passes requests on and adds nothing looks like this machine. Where there is one, set
GUANXI_METRICS_TOKEN, or let it pass /metrics on to nobody.
"""

import ipaddress
from hmac import compare_digest

from tenants.settings import Settings
from web.dependencies import AnyRequest

NEAR = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
)
OWN = {
    *("host", "user-agent", "accept", "accept-encoding", "accept-language", "connection", "cookie", "authorization"),
    *("cache-control", "pragma", "upgrade-insecure-requests", "dnt", "priority", "x-csrftoken"),
    *("x-prometheus-scrape-timeout-seconds", "traceparent"),
}
"""Headers that Prometheus, curl and browsers send of their own accord; proxies have dozens of names for theirs."""


def is_near(request: AnyRequest, settings: Settings) -> bool:
    """Tell whether who asks may have the figures; through a proxy that we were not told to trust, nobody may."""
    if settings.metrics_token is not None:
        wanted = f"Bearer {settings.metrics_token}"
        return compare_digest(request.headers.get("authorization", "").encode(), wanted.encode())
    peer = request.client.host if request.client else ""
    if not settings.trusts(peer) and any(name not in OWN and not name.startswith("sec-") for name in request.headers):
        return False
    return _is_near(request.scope["state"]["ip"])


def _is_near(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in NEAR)

"""Host names: which company a browser asked for. A label is the one name in front of our own host."""

import ipaddress
import re

HEADER = re.compile(r"([a-z0-9.-]{1,254}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class UnknownHost(ValueError):
    """A request names a host that is neither ours nor a company's."""


def label_in(host_header: str, base: str) -> str | None:
    """Give the label in front of `base`, or None for `base` itself; raise UnknownHost for any other host.

    Ports are read and ignored: a proxy in front of us may listen on another one.
    """
    # Lower-casing comes after the test for ASCII: the Kelvin sign would turn into an honest k.
    found = HEADER.fullmatch(host_header.lower()) if host_header.isascii() else None
    if found is None or int(found[2] or 0) > 65535:
        raise UnknownHost("the host header is malformed")
    name = found[1].removesuffix(".")
    if name == base:
        return None
    label, _, rest = name.partition(".")
    if rest != base or not LABEL.fullmatch(label) or is_address(base):
        raise UnknownHost("the host is neither ours nor a company's")
    return label


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address, which can have nothing in front of it."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True

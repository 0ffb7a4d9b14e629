"""Read headers that hold a list, as RFC 9110 has it: entity tags, and what whoever asks would rather get."""

import re
from typing import Any

from litestar import Request

ANY = "*"
_tag = re.compile(r'\s*(?:(?:W/)?"(?P<quoted>[^"]*)"|(?P<bare>\*|v?[0-9]{1,9}))?\s*(?:,|$)')


def whole(request: Request[Any, Any, Any], name: str) -> str | None:
    """Give a header, with all its lines as one list; None when there is none."""
    lines = request.headers.getall(name, [])
    return ", ".join(lines) if lines else None


def tags_in(header: str) -> list[str] | None:
    """Read entity tags, weak or strong, also without their quotes; None for what is no list of them."""
    found, at = [], 0
    while at < len(header):
        if not (match := _tag.match(header, at)) or match.end() == at:
            return None
        if (tag := match["bare"] if match["quoted"] is None else match["quoted"]) is not None:
            found.append(tag)
        at = match.end()
    return found


def has_tag(request: Request[Any, Any, Any], tag: str) -> bool:
    """Tell whether If-None-Match names a tag; reading compares weakly."""
    named = tags_in(whole(request, "if-none-match") or "") or ()
    return ANY in named or tag.strip('"') in named


def wanted(header: str) -> list[str]:
    """List what an Accept header names, in lower case and most wanted first; what it refuses is left out."""
    found = weighed(header)
    return sorted((name for name in found if found[name] > 0), key=lambda name: -found[name])


def weighed(header: str) -> dict[str, float]:
    """Read an Accept header: what it names, in lower case, and how much each is wanted, from 0 to 1."""
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        if name:
            found.setdefault(name, _quality(parameters))
    return found


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"\s*[01](?:\.\d{0,3})?\s*", value) else 0.0
    return 1.0


def coding(header: str) -> str:
    """Choose how to compress for an Accept-Encoding header: br, gzip, or not at all."""
    asked = weighed(header)
    able = {"br": asked.get("br", 0), "gzip": asked.get("gzip", asked.get("x-gzip", asked.get(ANY, 0)))}
    best = max(able, key=lambda name: able[name])
    return best if able[best] > 0 and able[best] >= asked.get("identity", 0) else "identity"

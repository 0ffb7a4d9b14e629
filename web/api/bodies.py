"""Read request bodies: JSON without leniency, numbers without loss."""

import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from saas.kit.errors import Refusal
from web.dependencies import AnyRequest


class BadJson(Refusal):
    """The request is not JSON as we read it: plain UTF-8, no name twice in one object, not too deep."""

    code = "bad_json"


class NotJson(Refusal):
    """Send JSON in UTF-8, with Content-Type: application/json."""

    code, status = "unsupported_media_type", 415


class NotAnObject(Refusal):
    """The request must be a JSON object."""

    code = "bad_json"


async def read_object(request: AnyRequest) -> dict[str, Any]:
    """Read the request's JSON object. Raise BadJson or NotAnObject, and NotJson where that was not even meant."""
    body = (await request.body()).removeprefix(BOM_UTF8)
    try:
        return as_object(read_json(body))
    except BadJson:
        if body and not _means_json(request.headers.get("content-type", "")):
            raise NotJson from None
        raise


def _means_json(content_type: str) -> bool:
    """Tell whether a body is said to be JSON as we read it; many programs say nothing, or what their library does."""
    kind, _semicolon, rest = content_type.lower().partition(";")
    _before, named, charset = rest.partition("charset=")
    return "json" in (kind or "json") and (not named or charset.strip(' "').startswith(("utf-8", "utf8")))


def as_object(value: object) -> dict[str, Any]:
    """Let only an object through."""
    if not isinstance(value, dict):
        raise NotAnObject
    return value


def read_json(text: bytes | str) -> Any:
    """Parse JSON; fractions become exact decimals. Raise BadJson."""
    try:
        # Refuses NaN, infinity, bad UTF-8 and lone surrogates; the second reading sees names that come twice.
        orjson.loads(text)
        return _strict.decode(text.decode() if isinstance(text, bytes) else text)
    except (ValueError, InvalidOperation, RecursionError):
        raise BadJson from None


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


_strict = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal)

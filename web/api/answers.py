"""Write answers: JSON bytes, an entity tag for every single record, and where a new one is found."""

from typing import Any

import orjson
from litestar import Response

from saas.idempotency.actions import Answer
from saas.kit.errors import Refusal
from saas.records.record import Record
from web.api.paths import BASE


class StaleVersion(Refusal):
    """Someone else changed this record in the meantime. Read it again, then decide."""

    code, status = "version_conflict", 412


class BadPrecondition(Refusal):
    """If-Match must name one version as the ETag of the record did, such as "v3"."""

    code = "bad_precondition"


def send(answer: Answer) -> Response[bytes]:
    """Make the response of an answer."""
    headers = {}
    if answer.tag:
        headers["etag"] = answer.tag
    if answer.location:
        headers["location"] = answer.location
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


def send_json(content: Any) -> Response[bytes]:
    """Make the response of a read."""
    return Response(orjson.dumps(content), media_type="application/json")


def tag_of(record: Record) -> str:
    """Write a record's entity tag."""
    return f'"v{record.version}"'


def location_of(form: str, record: Record) -> str:
    """Name the place of a record."""
    return f"{BASE}/forms/{form}/records/{record.id}"


def version_matched(header: str | None) -> int | None:
    """Read If-Match; None when any version will do. Raise BadPrecondition."""
    if header is None or header.strip() == "*":
        return None
    text = header.strip().removeprefix("W/").strip('"').removeprefix("v")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadPrecondition
    return int(text)

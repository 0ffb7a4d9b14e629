"""Write answers: JSON bytes, an entity tag for every single record, and where a new one is found."""

import re
from hashlib import blake2b
from typing import Any

import orjson
from litestar import Response

from saas.idempotency.actions import Answer
from saas.kit.errors import Invalid, Refusal
from saas.records.record import Record
from web.api.paths import BASE
from web.dependencies import AnyRequest
from web.errors import PROBLEM, problem

TAG = re.compile(r'(?:W/)?"([^"]*)"|(v?[0-9]{1,9})')
VERSION = re.compile(r"v?([0-9]{1,9})(?:-[0-9a-f]+)?")


class StaleVersion(Refusal):
    """Someone else changed this record in the meantime. Read it again, then decide."""

    code, status = "version_conflict", 412


class BadPrecondition(Refusal):
    """If-Match must name versions as the ETag of the record did, such as "v3"."""

    code = "bad_precondition"


def send(answer: Answer, request: AnyRequest | None = None) -> Response[bytes]:
    """Make the response of an answer; to a read of what the program has already, that it is still so."""
    headers = {}
    if answer.tag:
        headers["etag"] = answer.tag
    if answer.location:
        headers["location"] = answer.location
    if request is not None and answer.tag and _has(request.headers.get("if-none-match"), answer.tag):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    media_type = PROBLEM if answer.status >= 400 else "application/json"
    return Response(answer.body, status_code=answer.status, media_type=media_type, headers=headers)


def refused(error: Invalid) -> Answer:
    """Answer with a refusal that does not undo what was done up to it, such as logging what was told."""
    return Answer(error.status, problem(error.status, error.code, error.sentence, error.errors))


def send_json(content: Any) -> Response[bytes]:
    """Make the response of a read."""
    return Response(orjson.dumps(content), media_type="application/json")


def send_list(content: Any, request: AnyRequest) -> Response[bytes]:
    """Make the response of a list, whose entity tag is that of all it holds."""
    body = orjson.dumps(content)
    return send(Answer(200, body, f'"{blake2b(body, digest_size=12).hexdigest()}"'), request)


def tag_of(record: Record) -> str:
    """Write the entity tag of a record's version."""
    return f'"v{record.version}"'


def read_tag_of(record: Record, body: bytes) -> str:
    """Write the entity tag of a record as it reads: what it links to may be called otherwise in the same version."""
    return f'"v{record.version}-{blake2b(body, digest_size=6).hexdigest()}"'


def _has(header: str | None, tag: str) -> bool:
    """Tell whether If-None-Match names a tag; reading compares weakly (RFC 9110)."""
    named = [each.strip().removeprefix("W/") for each in (header or "").split(",")]
    return "*" in named or tag in named


def location_of(form: str, record: Record) -> str:
    """Name the place of a record."""
    return f"{BASE}/forms/{form}/records/{record.id}"


def versions_matched(header: str | None) -> frozenset[int] | None:
    """Read If-Match; None when any version will do. Raise BadPrecondition.

    Tags that we never gave name no version, but are no mistake.
    """
    if header is None or header.strip() == "*":
        return None
    named = [TAG.fullmatch(each.strip()) for each in header[:2_000].split(",")]
    if not all(named):
        raise BadPrecondition
    versions = [VERSION.fullmatch(each[1] or each[2] or "") for each in named if each]
    return frozenset(int(each[1]) for each in versions if each)

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
from web.headers import ANY, has_tag, tags_in

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
    if request is not None and answer.tag and has_tag(request, answer.tag):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    media_type = PROBLEM if answer.status >= 400 else "application/json"
    return Response(answer.body, status_code=answer.status, media_type=media_type, headers=headers)


def refused(error: Invalid) -> Answer:
    """Answer with a refusal that does not undo what was done up to it, such as logging what was told."""
    return Answer(error.status, problem(error.status, error.code, error.sentence, error.errors))


def send_json(content: Any, request: AnyRequest | None = None) -> Response[bytes]:
    """Make the response of a read; of one that can be asked again, the entity tag is that of all it holds."""
    body = orjson.dumps(content)
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"' if request else ""
    return send(Answer(200, body, tag), request)


def tag_of(record: Record) -> str:
    """Write the entity tag of a record's version."""
    return f'"v{record.version}"'


def read_tag_of(record: Record, body: bytes) -> str:
    """Write the entity tag of a record as it reads: what it links to may be called otherwise in the same version."""
    return f'"v{record.version}-{blake2b(body, digest_size=6).hexdigest()}"'


def location_of(form: str, record: Record) -> str:
    """Name the place of a record."""
    return f"{BASE}/forms/{form}/records/{record.id}"


def versions_matched(header: str | None) -> frozenset[int] | None:
    """Read If-Match; None when any version will do. Raise BadPrecondition.

    Tags that we never gave name no version, but are no mistake.
    """
    if header is None or header.strip() == ANY:
        return None
    named = tags_in(header)
    if not named or ANY in named:
        raise BadPrecondition
    versions = [VERSION.fullmatch(each) for each in named]
    return frozenset(int(each[1]) for each in versions if each)

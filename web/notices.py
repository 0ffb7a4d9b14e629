"""What a change says on the page that comes next, with the way back where there is one.

A cookie carries it to one page of one session. We alone can write it, so that what comes back is what was said.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from litestar import Response

from tenants.settings import Settings
from web.dependencies import COOKIE, AnyRequest

NOTICE = "notice"
SECONDS = 60
LONGEST = 3000
"""Characters of a cookie that every browser keeps; a longer way back is left out."""


@dataclass(frozen=True)
class Notice:
    """A sentence, and what taking it back posts: an address of ours and the fields of its form."""

    text: str
    undo: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    kind: str = "good"


def give(request: AnyRequest, response: Response[Any], notice: Notice) -> None:
    """Have the next whole page of this session say it."""
    sealed = _sealed(request, notice)
    if len(sealed) > LONGEST:
        sealed = _sealed(request, Notice(notice.text))
    settings: Settings = request.app.state.settings
    response.set_cookie(
        NOTICE, sealed, max_age=SECONDS, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )


def given(request: AnyRequest) -> Notice | None:
    """Give what the request before had to say, if it was said in this session."""
    body, _dot, mark = request.cookies.get(NOTICE, "").partition(".")
    if not mark or not hmac.compare_digest(mark.encode(), _mark(request, body).encode()):
        return None
    return Notice(**orjson.loads(base64.urlsafe_b64decode(body)))


def forget(response: Response[Any]) -> None:
    """Say it once only."""
    response.delete_cookie(NOTICE)


def _sealed(request: AnyRequest, notice: Notice) -> str:
    body = base64.urlsafe_b64encode(orjson.dumps(asdict(notice))).decode()
    return f"{body}.{_mark(request, body)}"


def _mark(request: AnyRequest, body: str) -> str:
    settings: Settings = request.app.state.settings
    key = hmac.digest(settings.encryption_key(), b"notice", hashlib.sha256)
    session = hashlib.sha256(request.cookies.get(COOKIE, "").encode()).digest()
    return hmac.new(key, session + body.encode(), hashlib.sha256).hexdigest()

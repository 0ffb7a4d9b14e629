"""Do a write once, however often it is sent: the Idempotency-Key header."""

import hashlib
from collections.abc import Awaitable, Callable

from litestar import Response

from saas.idempotency.actions import Answer, claim_key, keep_answer
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession
from web.api.answers import send
from web.dependencies import AnyRequest
from web.headers import whole


async def once(
    request: AnyRequest, db: TenantSession, viewer: Viewer, write: Callable[[], Awaitable[Answer]]
) -> Response[bytes]:
    """Run `write` and answer; a request that comes again with its key gets the first one's answer."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return send(await write())
    answer = await claim_key(db, viewer, key, await _hash(request))
    if answer is None:
        answer = await write()
        await keep_answer(db, viewer, key, answer)
    return send(answer)


async def _hash(request: AnyRequest) -> bytes:
    """Tell requests apart by everything that decides what they do."""
    said = (request.method, request.url.path, request.url.query, whole(request, "if-match") or "")
    head = hashlib.sha256("\0".join(said).encode()).digest()
    return hashlib.sha256(head + await request.body()).digest()

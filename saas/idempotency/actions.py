"""Claim a key before a write and keep the answer after it, both in the write's own transaction."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from saas.idempotency.model import IdempotencyKey
from saas.kit.clock import now
from saas.kit.errors import Refusal
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession

LASTS = timedelta(hours=24)
LONGEST = 200


class BadIdempotencyKey(Refusal):
    """An Idempotency-Key has 1 to 200 visible characters."""

    code = "bad_idempotency_key"


class IdempotencyMismatch(Refusal):
    """This Idempotency-Key was used for another request already. Choose a new key for every new request."""

    code, status = "idempotency_mismatch", 422


class Answer(NamedTuple):
    """What a write is answered with: its status, its bytes, the record's entity tag and place."""

    status: int
    body: bytes = b""
    tag: str = ""
    location: str = ""


async def claim_key(db: TenantSession, viewer: Viewer, key: str, request: bytes) -> Answer | None:
    """Claim a key for the request with this hash, or give the answer that the same request got before.

    A second request waits here until the first has committed, and goes ahead when that was rolled back.
    Raise BadIdempotencyKey or IdempotencyMismatch.
    """
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise BadIdempotencyKey
    fresh = {"request_hash": request, "status": 0, "body": b"", "tag": "", "location": "", "created_at": now()}
    claim = insert(IdempotencyKey).values(person_id=viewer.id, key=key, **fresh)
    expired = IdempotencyKey.created_at < now() - LASTS
    claim = claim.on_conflict_do_update(index_elements=["person_id", "key"], set_=fresh, where=expired)
    if (await db.execute(claim.returning(IdempotencyKey.key))).first():
        return None
    kept = (await db.execute(select(IdempotencyKey).where(_is(viewer, key)))).scalar_one()
    if kept.request_hash != request:
        raise IdempotencyMismatch
    return Answer(kept.status, kept.body, kept.tag, kept.location)


async def keep_answer(db: TenantSession, viewer: Viewer, key: str, answer: Answer) -> None:
    """Keep the answer of the write that claimed a key."""
    await db.execute(update(IdempotencyKey).where(_is(viewer, key)).values(**answer._asdict()))


async def purge_keys(db: TenantSession) -> None:
    """Forget the keys of yesterday and before."""
    await db.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now() - LASTS))


def _is(viewer: Viewer, key: str) -> ColumnElement[bool]:
    return and_(IdempotencyKey.person_id == viewer.id, IdempotencyKey.key == key)

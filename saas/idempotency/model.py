"""Answers as kept, with the hash of the request that each belongs to."""

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import TenantTable


class IdempotencyKey(TenantTable):
    """A key that somebody's program sent along with a write."""

    __tablename__ = "idempotency_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int]
    body: Mapped[bytes]
    tag: Mapped[str]
    location: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

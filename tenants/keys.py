"""Envelope keys: one data key per company, wrapped by the installation's key-encryption key.

Wrapped keys live on the platform, not in the company's schema, so that destroying one shuts every dump of
that schema alone. A dump of the whole database holds both.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import PlatformTable
from tenants.sessions import PlatformSession

NONCE = 12


class KeyUnavailable(Exception):
    """A company's data key cannot be opened: it was destroyed, or the key-encryption key is another one."""


class KeyProvider(Protocol):
    """Whoever holds the key-encryption key: a file, the environment, a vault."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a data key for storage."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a stored data key, or raise KeyUnavailable."""


@dataclass(frozen=True)
class LocalKey:
    """A key-encryption key held in memory, from a 0600 file or the environment."""

    kek: bytes = field(repr=False)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a data key with AES-256-GCM."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.kek).encrypt(nonce, key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a data key."""
        try:
            return AESGCM(self.kek).decrypt(wrapped[:NONCE], wrapped[NONCE:], context)
        except InvalidTag:
            raise KeyUnavailable from None


class EnvelopeKey(PlatformTable):
    """A company's wrapped data key."""

    __tablename__ = "envelope_keys"

    company_id: Mapped[str] = mapped_column(ForeignKey("platform.companies.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Cipher:
    """Encrypts a company's protected values and computes their blind indexes."""

    def __init__(self, data_key: bytes, company_id: str) -> None:
        self._aead = AESGCM(hashlib.blake2b(data_key, person=b"values", digest_size=32).digest())
        self._index_root = hashlib.blake2b(data_key, person=b"blind index", digest_size=32).digest()
        self._index_keys: dict[int, HMAC] = {}
        self._company = company_id
        self._home = company_id.encode()
        self._data_key = data_key

    def __reduce__(self) -> tuple[type["Cipher"], tuple[bytes, str]]:
        """Let a process of our own that does heavy work have it; it never goes into storage."""
        return Cipher, (self._data_key, self._company)

    def encrypt(self, text: str, form: int, field: int, record: bytes) -> bytes:
        """Encrypt a value so that it opens only at its own place."""
        return self.encrypt_all(form, field, [(record, text)])[0]

    def encrypt_all(self, form: int, field: int, texts: Sequence[tuple[bytes, str]]) -> list[bytes]:
        """Encrypt one field's values in many records so that each opens only at its own place."""
        nonces, encrypt, field_place = os.urandom(NONCE * len(texts)), self._aead.encrypt, self._place(form, field, b"")
        fresh = (nonces[at : at + NONCE] for at in range(0, len(nonces), NONCE))
        return [
            nonce + encrypt(nonce, text.encode(), field_place + record)
            for nonce, (record, text) in zip(fresh, texts, strict=True)
        ]

    def decrypt(self, sealed: bytes, form: int, field: int, record: bytes) -> str:
        """Decrypt a value, or raise KeyUnavailable when it was moved or altered."""
        try:
            place = self._place(form, field, record)
            return self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], place).decode()
        except InvalidTag:
            raise KeyUnavailable from None

    def blind(self, field: int, key: str) -> bytes:
        """Compute a value's blind index: equal for equal values of one field, useless without the key."""
        keyed = self._index_keys.get(field)
        if keyed is None:
            index_key = hmac.digest(self._index_root, str(field).encode(), "sha256")
            keyed = self._index_keys[field] = HMAC(index_key, SHA256())
        mac = keyed.copy()  # Twice as fast as starting from the key each time.
        mac.update(key.encode())
        return mac.finalize()[:16]

    def sign(self, purpose: str, text: str) -> str:
        """Sign what somebody else keeps for us, for one purpose; only this company's key signs alike."""
        key = hashlib.blake2b(self._data_key, person=b"signatures", digest_size=32).digest()
        return hmac.digest(key, f"{purpose}:{text}".encode(), "sha256").hex()[:40]

    def seal(self, data: bytes, place: bytes) -> bytes:
        """Encrypt bytes, such as a part of a file, so that they open only at their own place."""
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(nonce, data, self._part(place))

    def unseal(self, sealed: bytes, place: bytes) -> bytes:
        """Decrypt what `seal` made, or raise KeyUnavailable when it was moved or altered."""
        try:
            return self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], self._part(place))
        except InvalidTag:
            raise KeyUnavailable from None

    def _place(self, form: int, field: int, record: bytes) -> bytes:
        return b"%s:%d:%d:%s" % (self._home, form, field, record)

    def _part(self, place: bytes) -> bytes:
        return b"%s:sealed:%s" % (self._home, place)


class KeyRing:
    """Opens companies' data keys and keeps the opened ones in memory."""

    def __init__(self, provider: KeyProvider) -> None:
        self._provider = provider
        self._ciphers: dict[str, Cipher] = {}

    def new_key(self, company_id: str) -> EnvelopeKey:
        """Make a data key for a new company, wrapped for storage."""
        wrapped = self._provider.wrap(os.urandom(32), company_id.encode())
        return EnvelopeKey(company_id=company_id, version=1, wrapped=wrapped)

    def opened(self, company_id: str) -> Cipher | None:
        """Give a company's cipher when it was opened before."""
        return self._ciphers.get(company_id)

    async def open(self, db: PlatformSession, company_id: str) -> Cipher:
        """Open a company's key, or raise KeyUnavailable."""
        query = select(EnvelopeKey).where(EnvelopeKey.company_id == company_id)
        row = (await db.execute(query.order_by(EnvelopeKey.version.desc()).limit(1))).scalar_one_or_none()
        if row is None:
            raise KeyUnavailable
        data_key = self._provider.unwrap(row.wrapped, company_id.encode())
        self._ciphers[company_id] = Cipher(data_key, company_id)
        return self._ciphers[company_id]

    def forget(self, company_id: str) -> None:
        """Drop an opened key, as when it was destroyed."""
        self._ciphers.pop(company_id, None)

"""Hash and check passwords with argon2id, off the event loop and never too many at once."""

import asyncio
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 64 MiB each, so a flood of logins must queue for them rather than fill the memory.
AT_ONCE = 4
_hasher = PasswordHasher(time_cost=2, memory_cost=65536, parallelism=1)
_turn = asyncio.Semaphore(AT_ONCE)


async def hash_password(password: str) -> str:
    """Hash a password for storage."""
    async with _turn:
        return await asyncio.to_thread(_hasher.hash, _normal(password))


async def password_matches(stored: str | None, password: str) -> bool:
    """Check a password; without a stored hash it takes as long and fails, so that the time tells nothing."""
    async with _turn:
        return await asyncio.to_thread(_matches, stored, _normal(password))


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with older parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _matches(stored: str | None, password: bytes) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> bytes:
    # What an input method made wide is the same password.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    return _hasher.hash(b"nobody has this password")

"""Secrets that people carry. We keep their hashes; they are long and random, so a plain hash is enough."""

import hashlib
import secrets

PREFIX = "gx_"  # Lets secret scanners recognise an API token.


def new_token(prefix: str = "") -> tuple[str, bytes]:
    """Make a token and the hash to store."""
    token = prefix + secrets.token_urlsafe(32)
    return token, hash_token(token)


def hash_token(token: str) -> bytes:
    """Hash a token as it is stored."""
    return hashlib.sha256(token.encode()).digest()

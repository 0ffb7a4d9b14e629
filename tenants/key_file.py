"""The file of the installation's key-encryption key: 32 bytes in base64, for its owner's eyes only."""

import base64
import binascii
import os
from contextlib import suppress
from pathlib import Path

SIZE = 32


class UnsafeKeyFile(Exception):
    """The key file cannot be trusted; the message says why and what to do."""


def decode_key(text: str) -> bytes:
    """Read a key written in base64; raise ValueError with a sentence that does not repeat it."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != SIZE:
        raise ValueError("must be 32 random bytes in base64, as `openssl rand -base64 32` prints them")
    return key


def read_key_file(path: Path) -> bytes:
    """Read the key; raise UnsafeKeyFile when others may read it too, FileNotFoundError when there is none."""
    # Opened once and asked afterwards, so that the file that is checked is the file that is read.
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_mode & 0o077:
            raise UnsafeKeyFile(f"{path} can be read by other users; run: chmod 600 {path}")
        text = file.read(1024).decode("ascii", "replace")
    try:
        return decode_key(text)
    except ValueError as error:
        raise UnsafeKeyFile(f"{path} is damaged: it {error}") from None


def create_key_file(path: Path) -> bytes:
    """Write a new random key and give the one that is there afterwards: others may have been first."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(SIZE)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return read_key_file(path)

"""Where the bytes are: below the data folder, or in S3 by setting. Every part is sealed before it leaves the process.

A file is cut into parts of one megabyte. Each is encrypted with the company's key for its own place in its own file,
and the last one is marked, so that parts cannot be swapped, cut off or moved to another file unnoticed.
"""

import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

try:
    import fcntl
except ImportError:  # There is none for Windows.
    fcntl = None  # type: ignore[assignment]

from saas.files.errors import FileGone
from tenants.keys import Cipher
from tenants.settings import Settings

PART = 2**20
SEALED = PART + 28
"""Bytes of a sealed part: the nonce before and the tag behind it."""
STALE = 24 * 3600
"""Seconds after which a scratch folder's owner must be dead, where the system does not tell."""


class FileStore:
    """All companies' files, each below the company's own name."""

    def __init__(self, objects: ObjectStore, scratch: Path) -> None:
        self._objects, self._scratch = objects, scratch

    async def put(self, cipher: Cipher, company: str, id: UUID, source: Path) -> None:
        """Keep a copy of a local file, sealed."""
        await obstore.put_async(self._objects, path_of(company, id), sealed_parts(cipher, id, source))

    async def get(self, cipher: Cipher, company: str, id: UUID) -> AsyncIterator[bytes]:
        """Yield a file's parts, opened. Raise FileGone."""
        path = path_of(company, id)
        try:
            size = (await obstore.head_async(self._objects, path))["size"]
        except (BaseError, FileNotFoundError):
            raise FileGone from None
        count = -(-size // SEALED)
        for n in range(count):
            length = min(SEALED, size - n * SEALED)
            sealed = await obstore.get_range_async(self._objects, path, start=n * SEALED, length=length)
            yield cipher.unseal(bytes(sealed), place(id, n, last=n == count - 1))

    async def delete(self, company: str, id: UUID) -> None:
        """Forget a file; one that is gone already is no matter."""
        try:
            await obstore.delete_async(self._objects, path_of(company, id))
        except (BaseError, FileNotFoundError):
            return

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a folder for plain copies while they are worked on; it goes away with all that is in it."""
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _held(self._scratch, wait=True):
            folder = Path(tempfile.mkdtemp(dir=self._scratch))
            owned = _hold(folder, wait=True)
        try:
            yield folder
        finally:
            rmtree(folder, ignore_errors=True)
            if owned is not None:
                os.close(owned)

    def sweep(self) -> None:
        """Remove scratch folders that no living process owns."""
        if not self._scratch.exists():
            return
        with _held(self._scratch, wait=True):
            for folder in self._scratch.glob("tmp*"):
                with _held(folder, wait=False) as free:
                    if free:
                        rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Hold a folder's lock, or tell that somebody else does. The system drops it when its owner is killed."""
    held = _hold(folder, wait=wait)
    try:
        yield held is not None or (fcntl is None and folder.stat().st_mtime < time.time() - STALE)
    finally:
        if held is not None:
            os.close(held)


def _hold(folder: Path, *, wait: bool) -> int | None:
    if fcntl is None:
        return None
    try:
        opened = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return None
    return opened


def path_of(company: str, id: UUID) -> str:
    """Name a file's object."""
    return f"{company}/{id}"


def place(id: UUID, n: int, *, last: bool) -> bytes:
    """Name a part's place: it opens nowhere else."""
    return b"file:%s:%d:%d" % (id.bytes, n, last)


def sealed_parts(cipher: Cipher, id: UUID, source: Path) -> Iterator[bytes]:
    """Read a local file part by part and seal each; an empty file has one empty part."""
    with source.open("rb") as file:
        n, part = 0, file.read(PART)
        while True:
            following = file.read(PART)
            yield cipher.seal(part, place(id, n, last=not following))
            if not following:
                return
            n, part = n + 1, following


_store: list[FileStore] = []


def open_store(settings: Settings) -> FileStore:
    """Settle where files are, for this process."""
    objects: ObjectStore
    if settings.files_url:
        bucket, _, folder = settings.files_url.removeprefix("s3://").partition("/")
        objects = S3Store(bucket, prefix=folder or None)
    else:
        files = settings.make_data() / "files"
        files.mkdir(exist_ok=True)
        files.chmod(0o700)
        objects = LocalStore(files)
    _store[:] = [FileStore(objects, settings.data / "scratch")]
    _store[0].sweep()
    return _store[0]


def store() -> FileStore:
    """Give the store that `open_store` settled on."""
    return _store[0]

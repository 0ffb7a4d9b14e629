"""Keep files, give them back, let them go."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select

from saas.files.errors import FileGone
from saas.files.model import StoredFile
from saas.files.store import store
from saas.kit.clock import now
from saas.kit.text import clean_line
from saas.people.viewer import Viewer
from saas.records.ids import new_id
from tenants.sessions import TenantSession

LONGEST_NAME = 150
KEPT = {"export": timedelta(days=7)}
"""How long files are kept by purpose; those of an import stay as long as the import does."""


async def store_upload(db: TenantSession, viewer: Viewer, source: Path, name: str, *, purpose: str) -> StoredFile:
    """Keep a local file for the company, under a harmless version of its name."""
    (file,) = await store_uploads(db, viewer, [(source, name)], purpose=purpose)
    return file


async def store_uploads(
    db: TenantSession, viewer: Viewer, sources: Sequence[tuple[Path, str]], *, purpose: str
) -> list[StoredFile]:
    """Keep local files for the company, each under a harmless version of its name."""
    files = [
        StoredFile(
            id=new_id(),
            name=harmless(name),
            size=size_of(source),
            content_type="application/octet-stream",
            purpose=purpose,
            person_id=viewer.id,
        )
        for source, name in sources
    ]
    puts = (
        store().put(db.cipher, db.company.id, file.id, source)
        for file, (source, _name) in zip(files, sources, strict=True)
    )
    await asyncio.gather(*puts)
    db.add_all(files)
    await db.flush()
    return files


async def find_file(db: TenantSession, id: UUID) -> StoredFile:
    """Find a file of this company. Raise FileGone."""
    file = await db.get(StoredFile, id)
    if file is None:
        raise FileGone
    return file


def parts_of(db: TenantSession, file: StoredFile) -> AsyncIterator[bytes]:
    """Yield a file's bytes in parts; the session may be over by then. Raise FileGone."""
    return store().get(db.cipher, db.company.id, file.id)


@asynccontextmanager
async def local_copy(db: TenantSession, id: UUID) -> AsyncIterator[Path]:
    """Give a plain copy of a file for as long as the block lasts. Raise FileGone."""
    with store().scratch() as folder:
        path = folder / "file"
        with path.open("wb") as copy:
            async for part in store().get(db.cipher, db.company.id, id):
                copy.write(part)
        yield path


async def delete_file(db: TenantSession, id: UUID) -> None:
    """Let a file go; its bytes go at once."""
    await db.execute(delete(StoredFile).where(StoredFile.id == id))
    await store().delete(db.company.id, id)


async def purge_files(db: TenantSession) -> None:
    """Let the files go whose time is over."""
    for purpose, lasts in KEPT.items():
        old = select(StoredFile.id).where(StoredFile.purpose == purpose, StoredFile.created_at < now() - lasts)
        for id in (await db.execute(old)).scalars().all():
            await delete_file(db, id)


def size_of(path: Path) -> int:
    """Count a local file's bytes."""
    return path.stat().st_size


def harmless(name: str) -> str:
    """Reduce what a browser says a file is called to its last part, in one short visible line."""
    last = clean_line(name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    stem, dot, extension = last.rpartition(".")
    if len(last) <= LONGEST_NAME:
        return last or "file"
    return f"{stem[: LONGEST_NAME - 10]}{dot}{extension[:9]}"

"""Files are sealed for their company and place, on disk and in S3."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from saas.files.actions import find_file, harmless, local_copy, purge_files, store_upload
from saas.files.errors import FileGone
from saas.files.store import PART, FileStore, open_store
from saas.kit.clock import frozen, now
from tenants.engines import Database
from tenants.keys import Cipher, KeyUnavailable
from tenants.settings import Settings
from tests.conftest import World

CIPHER = Cipher(b"0" * 32, "one")


@pytest.fixture
def store(settings: Settings) -> FileStore:
    """The store below the test's data folder."""
    return open_store(settings)


async def whole(parts: AsyncIterator[bytes]) -> bytes:
    """Put a file together."""
    return b"".join([part async for part in parts])


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 3 * PART])
async def test_a_file_comes_back_as_it_was(store: FileStore, tmp_path: Path, size: int) -> None:
    content = (b"13812345678," * (size // 12 + 1))[:size]
    path, id = tmp_path / "file", uuid4()
    path.write_bytes(content)
    await store.put(CIPHER, "one", id, path)
    assert await whole(store.get(CIPHER, "one", id)) == content


async def test_nothing_of_it_can_be_read_on_disk(store: FileStore, settings: Settings, tmp_path: Path) -> None:
    path, id = tmp_path / "file", uuid4()
    path.write_bytes(b"13812345678" * 100)
    await store.put(CIPHER, "one", id, path)
    kept = (settings.data / "files" / "one" / str(id)).read_bytes()
    assert b"13812345678" not in kept


async def test_parts_that_were_moved_swapped_or_cut_off_do_not_open(
    store: FileStore, settings: Settings, tmp_path: Path
) -> None:
    path, id, another = tmp_path / "file", uuid4(), uuid4()
    path.write_bytes(bytes(3 * PART))
    await store.put(CIPHER, "one", id, path)
    kept = settings.data / "files" / "one" / str(id)
    sealed = kept.read_bytes()
    part = PART + 28
    (kept.parent / str(another)).write_bytes(sealed)
    with pytest.raises(KeyUnavailable):
        await whole(store.get(CIPHER, "one", another))
    for broken in (sealed[part:], sealed[: 2 * part], sealed[part : 2 * part] + sealed[:part] + sealed[2 * part :]):
        kept.write_bytes(broken)
        with pytest.raises(KeyUnavailable):
            await whole(store.get(CIPHER, "one", id))


async def test_another_companys_key_does_not_open_it(store: FileStore, tmp_path: Path) -> None:
    path, id = tmp_path / "file", uuid4()
    path.write_bytes(b"x")
    await store.put(CIPHER, "one", id, path)
    with pytest.raises(KeyUnavailable):
        await whole(store.get(Cipher(b"0" * 32, "two"), "one", id))


async def test_a_file_that_is_not_there_is_gone(store: FileStore) -> None:
    with pytest.raises(FileGone):
        await whole(store.get(CIPHER, "one", uuid4()))
    await store.delete("one", uuid4())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("客户.xlsx", "客户.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\客户.xlsx", "客户.xlsx"),
        ("a\r\nb\x00\u202e.xlsx", "a b.xlsx"),
        ("...", "file"),
        ("", "file"),
        ("很" * 300 + ".xlsx", "很" * 140 + ".xlsx"),
    ],
)
def test_names_become_harmless(name: str, kept: str) -> None:
    assert harmless(name) == kept


async def test_exports_go_after_a_week_and_imports_stay(
    store: FileStore, database: Database, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    async with database.tenant(world.company) as db:
        old = [await store_upload(db, world.owner, path, "a.csv", purpose=each) for each in ("export", "import")]
        await db.commit()
        await db.begin_again()
        with frozen(now().replace(year=now().year + 1)):
            await purge_files(db)
        with pytest.raises(FileGone):
            await find_file(db, old[0].id)
        async with local_copy(db, old[1].id) as copy:
            assert copy.read_bytes() == b"x"


async def test_scratch_folders_go_away_with_their_work(store: FileStore, settings: Settings) -> None:
    with store.scratch() as folder:
        (folder / "plain").write_text("13812345678")
        assert folder.parent == settings.data / "scratch"
    assert not folder.exists()

"""Uploads that are too large, or are no form of ours: refused without reading more of them than it takes to tell."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from saas.accounts.sessions import start_session
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.saas.imports.bringing import workbook
from tests.web.imports.conftest import upload
from web.app import create_app
from web.csrf import csrf_config, session_token
from web.dependencies import COOKIE

ROW = ["苏州恒泽精密五金有限公司", "王芳", "13812345678", "A", "12万", "2024-01-31", ""]
LIMIT = 200_000


@pytest.fixture
async def small(settings: Settings, database: Database, world: World) -> AsyncIterator[httpx.AsyncClient]:
    """安然's browser, where files may have 200 KB."""
    app = create_app(replace(settings, max_upload_bytes=LIMIT), database)
    base_url = settings.tenant_url(world.company.label)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base_url) as client:
        async with database.tenant(world.company) as db:
            session = await start_session(db, world.owner.id, ip="", agent="test")
            await db.commit()
        client.cookies.set(COOKIE, session)
        client.headers["x-csrftoken"] = session_token(csrf_config(settings).secret, session)
        yield client
    create_app(settings, database)


def form_body(size: int) -> AsyncIterator[bytes]:
    """Write a form with one file of that size, piece by piece."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        for _ in range(size // 10_000):
            sent.append(10_000)
            yield b"0" * 10_000
        yield b"\r\n--x--\r\n"

    return pieces()


sent: list[int] = []


async def test_a_huge_upload_is_refused_before_any_of_it_is_read(small: httpx.AsyncClient) -> None:
    sent.clear()
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(300 * 2**20)}
    answer = await small.post("/f/customer/import", content=form_body(400_000), headers=headers)
    assert answer.status_code == 413
    assert not sent
    assert "请拆分成较小的文件" in answer.text


async def test_a_large_file_is_refused_as_soon_as_it_passes_the_limit(
    small: httpx.AsyncClient,
) -> None:
    sent.clear()
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await small.post("/f/customer/import", content=form_body(10 * LIMIT), headers=headers)
    assert answer.status_code == 413
    assert LIMIT <= sum(sent) < 2 * LIMIT


async def test_a_form_without_the_token_is_refused(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [ROW])
    token = owner.headers.pop("x-csrftoken")
    assert (await upload(owner, path)).status_code == 403
    files = [("file", (path.name, path.read_bytes(), "x/y"))]
    assert (await owner.post("/f/customer/import", files=files, data={"_csrf_token": "ü" * 40})).status_code == 403
    assert (await owner.post("/f/customer/import", files=files, data={"_csrf_token": token})).status_code == 303


async def test_a_broken_form_is_a_bad_request(owner: httpx.AsyncClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert (await owner.post("/f/customer/import", content=b"--y\r\nnonsense", headers=headers)).status_code == 400
    assert (await owner.post("/f/customer/import", content=b"a=b")).status_code == 400

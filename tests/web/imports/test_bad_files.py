"""Files that cannot be imported: one sentence that says what to do, and nothing is kept."""

import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import xlsxwriter
from litestar import Litestar
from sqlalchemy import text

from saas.accounts.sessions import start_session
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.saas.imports.bringing import workbook
from tests.web.conftest import SignIn
from tests.web.imports.conftest import import_id, upload
from web.app import create_app
from web.dependencies import COOKIE

ROW = ["苏州恒泽精密五金有限公司", "王芳", "13812345678", "A", "12万", "2024-01-31", ""]
LIMIT = 200_000


@pytest.fixture
async def owner(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    """安然's browser."""
    return await sign_in(world.company, world.owner)


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def picture(path: Path) -> Path:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    return path


def truncated(path: Path) -> Path:
    whole = workbook(path, [ROW] * 50).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def protected(path: Path) -> Path:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    )
    return path


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(320):
                sheet.write(b"\0" * 2**20)
    return path


def garbled(path: Path) -> Path:
    path.write_bytes("客户名称,手机\n".encode() + bytes(range(128, 256)) * 20)
    return path


def formulas(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(30):
        for column in range(5):
            sheet.write_formula(row, column, f"=A{row + 1}&B{row + 1}")
    book.close()
    return path


def headings_only(path: Path) -> Path:
    return workbook(path, [])


def webpage(path: Path) -> Path:
    path.write_text("<html><table><tr><td>客户名称</td></tr></table></html>")
    return path


@pytest.mark.parametrize(
    "make",
    [empty, picture, truncated, protected, bomb, garbled, formulas, headings_only, webpage],
    ids=lambda f: f.__name__,
)
async def test_a_bad_file_is_refused_with_its_name_and_nothing_is_kept(
    owner: httpx.AsyncClient,
    database: Database,
    world: World,
    settings: Settings,
    tmp_path: Path,
    make: Callable[[Path], Path],
) -> None:
    good = workbook(tmp_path / "好.xlsx", [ROW])
    before = set((settings.data / "scratch").glob("*"))
    answer = await upload(owner, good, make(tmp_path / "坏.xlsx"))
    assert answer.status_code == 422
    assert "坏.xlsx：" in answer.text
    assert 'role="alert"' in answer.text
    async with database.tenant(world.company) as db:
        for table in ("jobs", "files", "import_files"):
            assert (await db.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0
    assert not (settings.data / "files" / world.company.id).exists()
    assert set((settings.data / "scratch").glob("*")) == before


async def test_two_hundred_columns_are_no_trouble(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    head = ["客户名称", *(f"附加{n}" for n in range(199))]
    path = workbook(tmp_path / "宽.xlsx", [["甲公司", *map(str, range(199))]], head)
    id = import_id(await upload(owner, path))
    assert (await owner.get(f"/imports/{id}")).text.count("<select") == 201


async def test_two_rows_of_headings_are_read_as_one(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    rows = [
        ["", "", "手机", "邮箱"],
        ["甲公司", "A", "13812345678", "a@b.cn"],
        ["乙公司", "B", "13912345678", "c@d.cn"],
    ]
    path = workbook(tmp_path / "两行.xlsx", rows, ["客户名称", "客户级别", "联系方式", ""])
    id = import_id(await upload(owner, path))
    assert "2 行</small>" in (await owner.get(f"/imports/{id}")).text


async def test_no_file_at_all_is_said_plainly(owner: httpx.AsyncClient) -> None:
    answer = await owner.post("/f/customer/import", files={"file": ("", b"", "application/octet-stream")})
    assert answer.status_code == 422
    assert "请至少选择一个文件" in answer.text


@pytest.fixture
async def small(
    settings: Settings, database: Database, world: World
) -> AsyncIterator[tuple[Litestar, httpx.AsyncClient]]:
    """安然's browser, where files may have 200 KB."""
    app = create_app(replace(settings, max_upload_bytes=LIMIT), database)
    base_url = settings.tenant_url(world.company.label)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base_url) as client:
        await client.get("/login")
        client.headers["x-csrftoken"] = client.cookies["csrf"]
        async with database.tenant(world.company) as db:
            client.cookies.set(COOKIE, await start_session(db, world.owner.id, ip="", agent="test"))
            await db.commit()
        yield app, client
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


async def test_a_huge_upload_is_refused_before_any_of_it_is_read(small: tuple[Litestar, httpx.AsyncClient]) -> None:
    _, client = small
    sent.clear()
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(300 * 2**20)}
    answer = await client.post("/f/customer/import", content=form_body(400_000), headers=headers)
    assert answer.status_code == 413
    assert "请拆分成较小的文件" in answer.text


async def test_a_large_file_is_refused_as_soon_as_it_passes_the_limit(
    small: tuple[Litestar, httpx.AsyncClient],
) -> None:
    _, client = small
    sent.clear()
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await client.post("/f/customer/import", content=form_body(10 * LIMIT), headers=headers)
    assert answer.status_code == 413


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

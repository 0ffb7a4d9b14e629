"""Files that cannot be imported: one sentence that says what to do, and nothing is kept."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import xlsxwriter
from sqlalchemy import text

from saas.imports.errors import UnreadableFile
from saas.kit.i18n import LOCALES, use_locale
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.saas.imports.bringing import workbook
from tests.web.imports.conftest import import_id, upload

ROW = ["苏州恒泽精密五金有限公司", "王芳", "13812345678", "A", "12万", "2024-01-31", ""]


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


def pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4)
    return path


def document(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return path


def far_below(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["客户名称", "手机"])
    sheet.write(1_048_575, 0, "尾")
    book.close()
    return path


def too_wide(path: Path) -> Path:
    return workbook(path, [["甲公司"] * 300], [f"附加{n}" for n in range(300)])


def mixed(path: Path) -> Path:
    path.write_bytes(("客户名称,手机\n" + "甲公司,1\n" * 50).encode() + ("乙公司,2\n" * 50).encode("gb18030"))
    return path


def western(path: Path) -> Path:
    path.write_bytes("Kunde;Größe\nMüller & Söhne;groß\nÅngström;ü\n".encode("latin-1"))
    return path


def open_quote(path: Path) -> Path:
    path.write_text('客户名称,备注\n甲公司,"没有关\n' + "乙公司,x\n" * 50)
    return path


def headings_only(path: Path) -> Path:
    return workbook(path, [])


def webpage(path: Path) -> Path:
    path.write_text("<html><table><tr><td>客户名称</td></tr></table></html>")
    return path


@pytest.mark.parametrize(
    "make",
    [
        empty,
        picture,
        pdf,
        document,
        truncated,
        protected,
        bomb,
        garbled,
        mixed,
        western,
        open_quote,
        formulas,
        headings_only,
        webpage,
        far_below,
        too_wide,
    ],
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
    assert (await owner.get(f"/imports/{id}")).text.count("<select") == 203


async def test_two_rows_of_headings_are_read_as_one(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    rows = [
        ["", "", "手机", "邮箱"],
        ["甲公司", "A", "13812345678", "a@b.cn"],
        ["乙公司", "B", "13912345678", "c@d.cn"],
    ]
    path = workbook(tmp_path / "两行.xlsx", rows, ["客户名称", "客户级别", "联系方式", ""])
    id = import_id(await upload(owner, path))
    assert "2 行</small>" in (await owner.get(f"/imports/{id}")).text


def as_utf_16(path: Path) -> Path:
    path.write_bytes("客户名称,手机\n甲公司,13812345678\n乙公司,\n".encode("utf-16"))
    return path


def as_big5(path: Path) -> Path:
    path.write_bytes(("客戶名稱,手機\n" + "臺灣國際貿易,\n中華電信,\n").encode("big5"))
    return path


def workbook_inside(path: Path) -> Path:
    return workbook(path, [["甲公司", "13812345678"], ["乙公司", ""]], ["客户名称", "手机"])


def stretched(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row, values in enumerate((["客户名称", "手机"], ["甲公司", ""], ["乙公司", ""])):
        sheet.write_row(row, 0, values)
    sheet.write_blank(1_048_575, 5, None, book.add_format({"bold": True}))
    book.close()
    return path


def titled(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 2, "2024 年度客户汇总表", book.add_format())
    sheet.merge_range(1, 0, 1, 2, "制表人：张三", book.add_format())
    for row, values in enumerate((["序号", "客户名称", "手机"], [1, "甲公司", ""], [2, "乙公司", ""]), 2):
        sheet.write_row(row, 0, values)
    book.close()
    return path


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (as_utf_16, "a.csv"),
        (as_big5, "a.csv"),
        (as_utf_16, "其实是文本.xlsx"),
        (workbook_inside, "其实是工作簿.csv"),
        (stretched, "百万行.xlsx"),
        (titled, "合并标题.xlsx"),
    ],
)
async def test_odd_files_with_a_table_in_them_are_read(
    owner: httpx.AsyncClient, tmp_path: Path, make: Callable[[Path], Path], name: str
) -> None:
    id = import_id(await upload(owner, make(tmp_path / name)))
    assert "2 行</small>" in (await owner.get(f"/imports/{id}")).text


def refusals(of: type[UnreadableFile] = UnreadableFile) -> list[type[UnreadableFile]]:
    """List every reason for which a file is not read."""
    return [of, *(each for below in of.__subclasses__() for each in refusals(below))]


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)
def test_every_reason_is_said_in_all_languages(refusal: type[UnreadableFile]) -> None:
    said = set()
    for locale in LOCALES:
        with use_locale(locale):
            said.add(refusal(limit=50, fields="客户名称").sentence)
    assert len(said) == 3


async def test_no_file_at_all_is_said_plainly(owner: httpx.AsyncClient) -> None:
    answer = await owner.post("/f/customer/import", files={"file": ("", b"", "application/octet-stream")})
    assert answer.status_code == 422
    assert "请至少选择一个文件" in answer.text

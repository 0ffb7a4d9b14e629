"""Files people upload: those that open, and those that must be refused with a sentence and no harm."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from saas.imports import errors
from saas.imports.archive import survey
from saas.imports.delimited import decode
from saas.imports.workbook import LARGEST, OLE, Sheet, open_workbook
from saas.kit.i18n import use_locale
from tests.saas.imports.samples import FOLDER, needs_samples

Fill = Callable[[xlsxwriter.Workbook], object]
CSV = '名称,电话\n厦门公司,13800000000\n"多行\n备注","他说""好"""\n'


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., list[Sheet]]:
    def opening(data: bytes, filename: str = "客户.xlsx") -> list[Sheet]:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return open_workbook(path, filename)

    return opening


def workbook(fill: Fill) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        fill(book)
    return buffer.getvalue()


def with_cells(*cells: tuple[int, int, object]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            sheet.write(row, column, value)

    return workbook(fill)


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_cells_keep_their_types(opened: Callable[..., list[Sheet]]) -> None:
    (sheet,) = opened(with_cells((0, 0, "客户"), (1, 0, 12.5), (1, 1, True), (2, 0, "a_x000D_b")))
    assert sheet.rows == [["客户", ""], [12.5, True], ["a\rb", ""]]


def test_a_formula_gives_its_last_result_and_an_error_is_one(opened: Callable[..., list[Sheet]]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户", "金额", "税", "率"])
        sheet.write(1, 0, "甲公司")
        sheet.write_formula(1, 1, "=1+1", value=2)
        sheet.write_formula(1, 2, "=1/0", value="#DIV/0!")
        sheet.write_formula(1, 3, "=A1", value="")

    (sheet,) = opened(workbook(fill))
    name, amount, tax, rate = sheet.rows[1]
    assert (name, amount) == ("甲公司", 2.0)
    assert (tax.why, tax.text) == ("error", "#DIV/0!")
    assert rate.why == "uncalculated"


@pytest.mark.parametrize("value", [0, ""])
def test_formulas_that_were_never_calculated_are_refused(opened: Callable[..., list[Sheet]], value: object) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户", "金额"])
        for row in range(1, 30):
            sheet.write_formula(row, 0, f"=Other!A{row}", value=value)
            sheet.write_formula(row, 1, f"=Other!B{row}", value=value)

    with pytest.raises(errors.NothingCalculated):
        opened(workbook(fill))


def test_two_hundred_columns_open(opened: Callable[..., list[Sheet]]) -> None:
    (sheet,) = opened(with_cells(*((row, column, f"列{column}") for row in (0, 1) for column in range(200))))
    assert len(sheet.rows[0]) == 200


def test_formatting_down_to_the_last_row_does_no_harm(opened: Callable[..., list[Sheet]]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户", "电话"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    (sheet,) = opened(workbook(fill))
    assert sheet.rows == [["客户", "电话"]]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.EmptyFile),
        (b"%PDF-1.7 " + b"x" * 100, errors.NotAWorkbook),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), errors.NotAWorkbook),
        (bytes(range(256)) * 20, errors.NotAWorkbook),
        (zipped({"word/document.xml": b"<w/>"}), errors.NotAWorkbook),
        (b"<html><p>1</p></html>", errors.WebPage),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), errors.PasswordProtected),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), errors.NotAWorkbook),
        (OLE + bytes(3000), errors.DamagedFile),
        (with_cells((0, 0, "客户"))[:2000], errors.DamagedFile),
        (zipped({"xl/workbook.xml": b"<broken"}), errors.DamagedFile),
        (with_cells(*((0, column, "x") for column in range(300))), errors.TooManyColumns),
        (with_cells((0, 0, "a"), (1_048_575, 0, "b")), errors.TooManyRows),
        (with_cells((0, 0, "a"), (1_048_575, 16_383, "b")), errors.Overblown),
        ("Café,Müller\nañb,c\n".encode("latin-1"), errors.WrongEncoding),
        ("会社名,電話番号\nカタカナ,あいう\n".encode("shift_jis"), errors.WrongEncoding),
        ("锟斤拷,锟斤拷\n锟斤拷,锟斤拷\n".encode(), errors.WrongEncoding),
        (b'a,b\n"x,1\ny,2\nz,3\n', errors.OpenQuote),
        (b'a,b\n"' + b"x" * 1_100_000, errors.OpenQuote),
        (("a" + ",b" * 300 + "\n").encode(), errors.TooManyColumns),
        (b"a,b\n" * 200_001, errors.TooManyRows),
    ],
)
def test_what_cannot_be_read_is_refused(
    opened: Callable[..., list[Sheet]], data: bytes, refusal: type[errors.UnreadableFile]
) -> None:
    with pytest.raises(refusal) as raised:
        opened(data)
    assert type(raised.value) is refusal
    assert raised.value.status == 422
    assert "%(" not in raised.value.sentence


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    began = time.perf_counter()
    with pytest.raises(errors.FileTooLarge):
        open_workbook(path, path.name)
    assert time.perf_counter() - began < 0.5
    assert LARGEST < 300 * 1024 * 1024


def test_a_zip_bomb_is_refused_whatever_size_it_claims(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(400):
                entry.write(bytes(1024 * 1024))
    lying = path.read_bytes().replace((400 * 1024 * 1024).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(lying)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == 1000
    with pytest.raises(errors.Overblown):
        open_workbook(path, path.name)


def test_a_far_away_cell_is_noticed_before_parsing(tmp_path: Path) -> None:
    near, far = tmp_path / "near", tmp_path / "far"
    near.write_bytes(with_cells((0, 0, "a"), (20_000, 50, "b")))
    far.write_bytes(with_cells((0, 0, "a"), (40_000, 0, "b")))
    assert not survey(near).wide
    assert survey(far).wide


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_csv_opens_in_every_encoding_people_save(opened: Callable[..., list[Sheet]], encoding: str) -> None:
    (sheet,) = opened(CSV.encode(encoding), "客户.csv")
    assert sheet.name == "客户"
    assert sheet.rows == [["名称", "电话"], ["厦门公司", "13800000000"], ["多行\n备注", '他说"好"']]


def test_big5_is_told_from_gb18030() -> None:
    text = "名稱,電話\n臺北公司,13800000000\n國際貿易有限公司,2\n"
    assert decode(text.encode("big5")) == text
    assert decode("名称,电话；厦门".encode("gbk")) == "名称,电话；厦门"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(opened: Callable[..., list[Sheet]], separator: str) -> None:
    lines = [
        ["名称", "金额", "备注"],
        ["甲", "1,5" if separator != "," else "15", "好;的" if separator == "," else "好"],
    ]
    (sheet,) = opened("\n".join(separator.join(line) for line in lines).encode(), "a.csv")
    assert sheet.rows == lines


def test_a_number_that_a_program_kept_as_text_is_unwrapped(opened: Callable[..., list[Sheet]]) -> None:
    (sheet,) = opened(b'a,b\n="0123",=1+2\n', "a.csv")
    assert sheet.rows[1] == ["0123", "=1+2"]


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def ods(cell: str = "", password: str = "") -> bytes:
    names = "".join(f' xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"{more}><text:p>{text}</text:p>'
        "</table:table-cell></table:table-row>"
        for text, more in (("客户", ""), ("甲公司", cell))
    )
    table = f'<table:table table:name="表">{rows}</table:table>'
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>{table}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{password}'
        "</manifest:file-entry></manifest:manifest>"
    )
    files = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zipped({name: text.encode() for name, text in files.items()})


def test_open_document_sheets_open(opened: Callable[..., list[Sheet]]) -> None:
    (sheet,) = opened(ods())
    assert sheet.rows == [["客户"], ["甲公司"]]


def test_an_encrypted_open_document_is_told(opened: Callable[..., list[Sheet]]) -> None:
    with pytest.raises(errors.PasswordProtected):
        opened(ods(password="<manifest:encryption-data></manifest:encryption-data>"))


def test_an_open_document_that_repeats_a_cell_a_billion_times_is_stopped(opened: Callable[..., list[Sheet]]) -> None:
    with pytest.raises((errors.Overblown, errors.TooManyColumns)):
        opened(ods(' table:number-columns-repeated="999999999"'))


@needs_samples
def test_a_workbook_under_any_name_is_what_it_is(tmp_path: Path) -> None:
    renamed = tmp_path / "客户.csv"
    renamed.write_bytes((FOLDER / "客户资料-张伟.xlsx").read_bytes())
    assert len(open_workbook(renamed, renamed.name)[0].rows) == 3769


@needs_samples
def test_a_workbook_cut_short_or_spoilt_is_refused(opened: Callable[..., list[Sheet]]) -> None:
    whole = (FOLDER / "客户资料-张伟.xlsx").read_bytes()
    spoilt = whole[:200_000] + b"\xff" * 100 + whole[200_100:]
    for data in (whole[:150_000], whole[:-100], spoilt):
        with pytest.raises(errors.DamagedFile):
            opened(data)


@pytest.mark.parametrize("refusal", errors.UnreadableFile.__subclasses__())
@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant"])
def test_every_refusal_speaks_chinese(refusal: type[errors.UnreadableFile], locale: str) -> None:
    with use_locale(locale):
        said = refusal(limit=1, name="a.xlsx", fields="x", sentence="这是一句中文").sentence
        assert re.search("[\u4e00-\u9fff]{6}", said)

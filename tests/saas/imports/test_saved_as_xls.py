"""Tables that programs call .xls: web pages and XML Spreadsheet 2003. Nobody vouches for them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saas.imports import errors
from saas.imports.marked import Flawed
from saas.imports.web_tables import read_web_tables
from saas.imports.workbook import Sheet, open_workbook
from saas.imports.xml_spreadsheet import read_xml_spreadsheet

Open = Callable[[str], list[Sheet]]
XMLNS = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'

SHEET = f"<?xml version='1.0'?><Workbook {XMLNS}><Worksheet><Table>"


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], list[list[Any]]]:
    def reading(html: str) -> list[list[Any]]:
        path = tmp_path / "客户.xls"
        path.write_text(html, "utf-8")
        return read_web_tables(path)[0][2]

    return reading


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Callable[[str], list[list[Any]]]:
    def reading(rows: str, before: str = "") -> list[list[Any]]:
        path = tmp_path / "客户.xls"
        path.write_text(
            f'<?xml version="1.0"?>{before}<Workbook {XMLNS}><Styles><Style ss:ID="w"><NumberFormat '
            'ss:Format="0&quot;万&quot;"/></Style></Styles><Worksheet ss:Name="s">'
            f"<Table>{rows}</Table></Worksheet></Workbook>",
            "utf-8",
        )
        return read_xml_spreadsheet(path)[0][2]

    return reading


def test_a_page_with_headings_over_two_rows_and_a_table_around_it(page: Callable[[str], list[list[Any]]]) -> None:
    html = (
        "<table><tr><td><table><tr><th rowspan=2>客户名称<th colspan=2>联系方式<tr><th>姓名<th>手机"
        "<tr><td>甲<b>乙</b>公司<br>分部&nbsp;<script>alert(1)</script><td>张三<td>13900000145</table></table>"
    )
    assert page(html) == [["客户名称", "联系方式", ""], ["", "姓名", "手机"], ["甲乙公司\n分部", "张三", "13900000145"]]


def test_excels_own_page_keeps_the_exact_number(page: Callable[[str], list[list[Any]]]) -> None:
    cells = '<td x:num="13900000145">1.39E+10<td x:num="1234.5678">1,234.57<td x:num="0.5">50%'
    assert page(f"<table><tr><td>a<td>b<td>c<tr>{cells}</table>")[1] == [13900000145.0, 1234.5678, "50%"]


def test_pages_in_mhtml_and_in_gb18030(tmp_path: Path) -> None:
    html = "<html><body><table><tr><td>客户名称<td>手机<tr><td>甲公司<td>13900000145</table></body></html>"
    mhtml = b"MIME-Version: 1.0\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    for data in (html.encode("gb18030"), mhtml + html.encode("gb18030"), html.encode("utf-16")):
        path = tmp_path / "客户.xls"
        path.write_bytes(data)
        (sheet,) = open_workbook(path, path.name)
        assert (sheet.name, sheet.rows) == ("客户", [["客户名称", "手机"], ["甲公司", "13900000145"]])


def test_xml_spreadsheet_cells_are_where_and_what_they_say(spreadsheet: Callable[..., list[list[Any]]]) -> None:
    rows = spreadsheet(
        '<Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell>'
        '<Cell ss:StyleID="w"><Data ss:Type="Number">12</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>'
        '<Cell ss:Formula="=1+1"/><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    )
    empty, (blank, day, amount, truth, formula, error) = rows
    assert (empty, blank, str(day), str(amount), truth) == ([], "", "2024-03-05", "12万", True)
    assert isinstance(formula, Flawed)
    assert (formula.why, error.why) == ("uncalculated", "error")


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE w [<!ENTITY l0 "ha">{BILLION}<!ENTITY file SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("reference", ["&l9;", "&file;", "&#x26;file;"])
def test_no_entity_is_expanded_or_fetched(spreadsheet: Callable[..., list[list[Any]]], reference: str) -> None:
    began = time.perf_counter()
    try:
        rows = spreadsheet(f'<Row><Cell><Data ss:Type="String">a{reference}b</Data></Cell></Row>', LAUGHS)
    except errors.DamagedFile:
        rows = []
    assert "root:" not in str(rows)
    assert len(str(rows)) < 100
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        f"<?xml version='1.0'?><Workbook {XMLNS}>" + "<a>" * 100_000,
        SHEET + "<Row ss:Index='99999999'><Cell><Data>x</Data></Cell></Row></Table></Worksheet></Workbook>",
        SHEET + "<Row><Cell ss:Index='99999'><Data>x</Data></Cell></Row></Table></Worksheet></Workbook>",
        "<table>" + "<tr><td><table>" * 20_000,
        "<table><tr>" + "<td colspan=9999 rowspan=9999>x" * 5_000,
        "<table><tr><td>" + "<div>" * 200_000 + "x",
        "<table><tr><td>x</table>" * 500,
        "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><table><tr><td>&x;</table>",
        "<script>while(true){}</script>",
    ],
)
def test_what_is_hostile_is_refused_or_read_without_harm(tmp_path: Path, text: str) -> None:
    path = tmp_path / "客户.xls"
    path.write_text(text)
    began = time.perf_counter()
    try:
        sheets = open_workbook(path, path.name)
    except errors.UnreadableFile:
        sheets = []
    assert not any("root:" in str(cell) for sheet in sheets for row in sheet.rows for cell in row)
    assert time.perf_counter() - began < 5

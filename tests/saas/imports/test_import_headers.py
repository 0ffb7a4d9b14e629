"""Finding the table in a sheet."""

from typing import Any

import pytest

from saas.imports.errors import NoTable
from saas.imports.headers import Table, find_table, find_tables
from saas.imports.workbook import Sheet, open_workbook
from tests.saas.imports.samples import FOLDER, needs_samples, sample_names, truth

HEADINGS = ["客户名称", "手机", "金额"]
ONE, TWO = ["厦门甲公司", "13800000000", 12.0], ["北京乙公司", "13900000000", "5万"]


def table(*rows: list[Any]) -> Table | None:
    return find_table(Sheet("表", list(rows)))


def found(*rows: list[Any]) -> Table:
    result = table(*rows)
    assert result is not None
    return result


@needs_samples
@pytest.mark.parametrize("name", sample_names())
def test_the_samples_are_understood_as_they_are(name: str) -> None:
    (only,) = find_tables(open_workbook(FOLDER / name, name))
    fact = truth()["files"][name]
    assert only.header_row == fact["header_row"]
    assert len(only.rows) == fact["filled_rows"]
    assert only.skipped["blank"] == fact["blank_rows"]
    assert (only.skipped["total"] == 1) is fact["total_row"]
    assert len(only.columns) == len(truth()["columns"])


def test_titles_and_remarks_above_are_passed_over() -> None:
    result = found(
        ["张三 客户跟进表（2025年）", "", ""],
        ["部门：销售部", "日期：2025-01-01", ""],
        ["", "", ""],
        HEADINGS,
        ONE,
        TWO,
    )
    assert result.header_row == 4
    assert [number for number, _ in result.rows] == [5, 6]


def test_two_heading_rows_become_one() -> None:
    result = found(
        ["客户名称", "联系信息", "", "金额"],
        ["", "姓名", "电话", ""],
        ["厦门甲公司", "张三", "13800000000", 12.0],
        ["北京乙公司", "李四", "13900000000", 5.0],
    )
    assert [column.header for column in result.columns] == ["客户名称", "联系信息 / 姓名", "联系信息 / 电话", "金额"]
    assert result.header_row == 2
    assert len(result.rows) == 2


def test_a_first_record_of_words_is_no_second_heading() -> None:
    result = found(["客户", "联系人", "", "备注"], ["甲公司", "张三", "华东", ""], ["乙公司", "李四", "华北", "好"])
    assert result.header_row == 1
    assert len(result.rows) == 2


def test_blank_total_note_and_repeated_heading_rows_are_no_records() -> None:
    result = found(
        HEADINGS,
        ONE,
        ["", " ", None],
        ["小计", "", 12.0],
        HEADINGS,
        TWO,
        ["合 计：", "", "5.0万"],
        ["制表：张三", "", ""],
    )
    assert [number for number, _ in result.rows] == [2, 6]
    assert result.skipped == {"blank": 1, "total": 2, "header": 1, "note": 1}


def test_a_company_called_total_is_a_record() -> None:
    result = found([*HEADINGS, "备注"], ["Total", "13800000000", 12.0, "石油"], [*TWO, ""])
    assert len(result.rows) == 2


def test_a_row_with_only_a_name_is_a_record() -> None:
    assert len(found(HEADINGS, ONE, ["只有名字的公司", "", ""]).rows) == 2


def test_one_column_of_names_is_a_table() -> None:
    result = found(["公司名称"], ["甲公司"], ["乙公司"], ["丙公司"])
    assert len(result.rows) == 3


def test_a_column_without_heading_is_kept_when_it_has_values() -> None:
    result = found(["客户", "", "电话", ""], ["甲公司", "华东", "13800000000", ""])
    assert [(column.letter, column.header) for column in result.columns] == [("A", "客户"), ("B", ""), ("C", "电话")]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["旧数据勿用"]],
        [["hello world"]],
        [ONE, TWO],
        [["", ""], [" ", None]],
        [[1.0, 2.0], [3.0, 4.0]],
    ],
)
def test_what_has_no_headings_is_no_table(rows: list[list[Any]]) -> None:
    assert table(*rows) is None
    with pytest.raises(NoTable):
        find_tables([Sheet("表", rows)])


def test_hidden_sheets_count_only_when_there_is_no_other() -> None:
    hidden = Sheet("字典", [HEADINGS, ONE], hidden=True)
    shown = Sheet("客户", [HEADINGS, TWO])
    assert [one.sheet for one in find_tables([hidden, shown])] == ["客户"]
    assert [one.sheet for one in find_tables([hidden])] == ["字典"]

"""Rows that are no customers, as people leave them between and below the ones that are."""

from decimal import Decimal
from typing import Any

import pytest

from saas.imports.headers import Table, find_table
from saas.imports.workbook import Sheet

HEADINGS = ["客户名称", "联系人", "手机", "邮箱", "金额", "日期"]
RECORDS: list[list[Any]] = [
    [f"厦门{c}机械有限公司", "张三", "13800000000", "a@b.cn", "12万", "2024-01-05"] for c in "甲乙丙丁戊己庚"
]
ONLY_A_NAME = ["只有名字的公司", "", "", "", "", ""]


def found(*rows: list[Any]) -> Table:
    table = find_table(Sheet("表", list(rows)))
    assert table is not None
    return table


def between(*rows: list[Any]) -> Table:
    return found(HEADINGS, *RECORDS[:3], *rows, *RECORDS[3:])


@pytest.mark.parametrize(
    "row",
    [
        ["平均", "", "", "", 12345.6, ""],
        ["本页合计", "", "", "", "¥1,200", ""],
        ["华东区小计", "", "", "", 5.0, ""],
        ["累计金额", "", "", "", 5, ""],
        ["江苏 汇总", "", "", "", 5, ""],
        ["", "", "", "总计", "120,000元", ""],
        [41.0, "合计", "", "", "12万", ""],
        ["Grand Total", "共12家", "", "", 5, ""],
        ["Average", "", "", "", 5, ""],
    ],
)
def test_sums_and_averages(row: list[Any]) -> None:
    table = between(row)
    assert [len(table.rows), table.skipped] == [7, {"total": 1}]


@pytest.mark.parametrize(
    "row",
    [
        ["图例：A=重点 B=一般"],
        ["以上数据仅供内部使用"],
        ["※ 红色为重点客户"],
        ["红色为重点客户，请优先跟进。"],
        ["数据截至：2025-06-30"],
        ["制表人：李四", "", "审核：王五", "日期：2025-06-30"],
    ],
)
def test_legends_and_signatures_below(row: list[Any]) -> None:
    table = found(HEADINGS, *RECORDS, [], row)
    assert [len(table.rows), table.skipped["note"]] == [7, 1]


@pytest.mark.parametrize(
    "row",
    [
        ["企业名称", "姓名", "联系方式", "E-mail", "预计金额", "接触日期"],
        ["Company", "Contact", "Mobile", "E-mail", "Amount", "Date"],
        HEADINGS,
        [1, 2, 3, 4, 5, 6],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["必填", "选填", "必填", "选填", "数字", "日期"],
    ],
)
def test_headings_pasted_in_between_in_whatever_words(row: list[Any]) -> None:
    assert len(between(row).rows) == 7
    title = between(["李四 客户表（二）"], row)
    assert [len(title.rows), title.skipped] == [7, {"header": 1, "note": 1}]


@pytest.mark.parametrize(
    "row",
    [
        ONLY_A_NAME,
        ["Total", "", "13800000000", "", 5, ""],
        ["总计科技有限公司", "", "", "", 5, ""],
        ["北京合计信息", "张三", "", "", 5, ""],
        ["华为", "任先生", "无", "暂无", "面议", "待定"],
        ["小米", "雷先生", "待补充", "不详", "面议", "下月"],
        ["1", "张三", "13800000000", "", "", ""],
        ["表", "李四", "13800000000", "", "", ""],
    ],
)
def test_strange_records_stay(row: list[Any]) -> None:
    assert len(between(row).rows) == 8
    assert len(found(HEADINGS, *RECORDS, row).rows) == 8


def test_headings_in_two_languages_are_both_used() -> None:
    english = ["Company", "Contact", "Mobile", "E-mail", "Amount", "Date"]
    table = found(HEADINGS, english, *RECORDS)
    assert [table.header_row, len(table.rows), table.columns[2].header] == [2, 7, "手机 / Mobile"]


def test_headings_merged_over_two_rows_keep_their_words_when_few_stand_above() -> None:
    above, below = ["客户", "联系信息", "", "", "", ""], ["", *HEADINGS[1:]]
    table = found(["客户总表"], above, below, *RECORDS)
    assert [column.header for column in table.columns][:3] == ["客户", "联系信息 / 联系人", "联系信息 / 手机"]
    assert table.header_row == 3


def test_numbers_of_columns_above_or_below_the_headings_are_passed_over() -> None:
    numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert found(numbers, HEADINGS, *RECORDS).header_row == 2
    assert len(found(HEADINGS, numbers, *RECORDS).rows) == 7


def test_a_unit_said_above_the_table_is_remembered() -> None:
    assert found(["客户表", "", "", "", "单位：万元"], HEADINGS, *RECORDS).unit == Decimal(10_000)
    assert found(["客户表", "", "", "", "单位：元"], HEADINGS, *RECORDS).unit is None


@pytest.mark.parametrize(
    "above",
    [
        [["筛选：", "华东", "", "年份：", "2025", ""]],
        [["客户信息", "", "联系", "", "商务", ""], ["基本", "", "电话类", "", "数据", ""]],
        [["部门", "销售一部", "负责人", "张三", "日期", "2025-06-30"]],
        [["等级", "数量"], ["A", 5.0], ["B", 7.0], []],
    ],
)
def test_what_stands_above_the_headings_does_not_hide_them(above: list[list[Any]]) -> None:
    table = found(*above, HEADINGS, *RECORDS)
    assert [table.header_row, len(table.rows)] == [len(above) + 1, 7]


def test_years_and_headings_that_come_twice_are_headings() -> None:
    years = found([*HEADINGS, 2023.0, 2024.0, 2025.0], *([*record, 1.0, 2.0, 3.0] for record in RECORDS))
    assert [years.header_row, years.columns[-1].header] == [1, "2025"]
    assert len(found(["客户名称", "联系人", "电话", "联系人", "电话", "金额"], *RECORDS).rows) == 7


def test_records_without_headings_are_no_table_wherever_headings_come_later() -> None:
    assert find_table(Sheet("表", [*RECORDS, HEADINGS, *RECORDS])) is None


def test_a_record_between_headings_and_the_same_again_stays() -> None:
    assert len(found(HEADINGS, RECORDS[0], HEADINGS, *RECORDS[1:]).rows) == 7

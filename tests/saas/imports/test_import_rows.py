"""Reading rows into values, on made-up cells and on all the samples."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from saas.fields.column import Column
from saas.imports.headers import Table, find_tables
from saas.imports.matching import match_columns
from saas.imports.rows import MappedColumn, ReadRows, read_rows
from saas.imports.workbook import open_workbook
from tests.saas.imports.customer_form import customer_fields
from tests.saas.imports.samples import FOLDER, MEMBERS, needs_samples, sample_names, truth

FIELDS = {field.name: field for field in customer_fields()}


def mapping(*names: str) -> list[MappedColumn]:
    return [MappedColumn(at, Column(f"列{at}"), FIELDS[name]) for at, name in enumerate(names)]


def spoken(table: Table, at: int) -> Column:
    """Tell what a column says."""
    return Column(texts=lambda: {row[at] for _, row in table.rows if at < len(row) and isinstance(row[at], str)})


def values_of(cells: list[object], columns: list[MappedColumn]) -> dict[str, object]:
    """Give the values of one row, those that are there."""
    return {name: value for name, (value,) in read_rows([cells], columns).values.items() if value is not None}


def test_a_row_gives_values_problems_and_leftovers() -> None:
    columns = mapping("name", "mobile", "level", "amount", "first_contact", "province", "note", "contact_name")
    cells = [" 内蒙古海 程公司 ", "13974352349/0755-84352349", "b ", "约36万左右", "上周三", "广东省", "无", "n/a"]
    _, problems, leftovers = read_rows([cells], columns)
    assert values_of(cells, columns) == {
        "name": "内蒙古海程公司",
        "mobile": "13974352349",
        "level": "B",
        "amount": Decimal(360000),
        "province": "广东",
        "note": "无",
    }
    assert [(one.field_name, one.column_header, one.raw_text) for one in problems[0]] == [
        ("first_contact", "列4", "上周三")
    ]
    assert "上周三" in problems[0][0].sentence
    assert leftovers == {0: [("mobile", "0755-84352349")]}


def test_a_short_row_and_empty_cells_say_nothing() -> None:
    nothing = {"name": (None,), "mobile": (None,), "email": (None,)}
    assert read_rows([["", None]], mapping(*nothing)) == ReadRows(nothing, {}, {})
    assert read_rows([], mapping("name")) == ReadRows({"name": ()}, {}, {})


def test_the_text_of_a_protected_field_is_masked_in_problems() -> None:
    (problem,) = read_rows([["1565382599"]], mapping("mobile")).problems[0]
    assert "5653825" not in problem.raw_text
    assert "1565382599" not in problem.sentence


def test_equal_looking_cells_of_different_types_are_kept_apart() -> None:
    columns = mapping("name")
    read = read_rows([[cell] for cell in (1.0, True, "1", date(2024, 1, 1))], columns)
    assert read.values["name"] == ("1", "TRUE", "1", "2024-01-01")


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "<script>alert(1)</script>有限公司", "-1+2"])
def test_hostile_cells_stay_text(cell: str) -> None:
    assert values_of([cell], mapping("contact_name")) == {"contact_name": cell}


@needs_samples
def test_all_samples_are_read_and_their_companies_told_apart() -> None:
    name_field, problems, rows, keys, raw_keys = FIELDS["name"], Counter[str](), 0, set(), set()
    for file in sample_names():
        (table,) = find_tables(open_workbook(FOLDER / file, file))
        found = match_columns(table, list(FIELDS.values()), MEMBERS)
        columns = [
            MappedColumn(one.index, spoken(table, one.index), FIELDS[one.field_name]) for one in found if one.field_name
        ]
        read = read_rows([cells for _, cells in table.rows], columns)
        rows += len(table.rows)
        problems.update(problem.field_name for each in read.problems.values() for problem in each)
        raw_keys |= {name_field.kind.key(str(cells[0]), name_field) for _, cells in table.rows}
        keys |= {name_field.kind.key(name, name_field) for name in read.values["name"] if name is not None}
    assert rows == truth()["rows"]
    assert len(raw_keys) == truth()["unique_customers"] + 3
    assert len(keys) == len(raw_keys) - 1
    assert problems == {"mobile": 945, "first_contact": 177, "name": 1}


@needs_samples
def test_groups_of_equal_companies_are_as_large_as_they_should_be() -> None:
    field, found = FIELDS["name"], Counter[str]()
    for file in sample_names():
        (table,) = find_tables(open_workbook(FOLDER / file, file))
        found.update(field.kind.key(str(cells[0]), field) for _, cells in table.rows)
    wanted = truth()["sample_groups"]
    assert {name: found[field.kind.key(name, field)] for name in wanted} == wanted


def test_mere_numbers_count_in_the_unit_of_their_heading_or_of_a_line_above() -> None:
    cells: list[object] = [12.0, "0.5", "12万", "120000元", "面议"]
    headed = MappedColumn(0, Column("预计成交额(万元)"), FIELDS["amount"])
    wanted = [Decimal(120_000), Decimal(5_000), Decimal(120_000), Decimal(120_000), None]
    assert [value for value, _, _ in headed.read([[cell] for cell in cells])] == wanted
    below = MappedColumn(0, Column("金额", Decimal(10_000)), FIELDS["amount"])
    assert [value for value, _, _ in below.read([[cell] for cell in cells])] == wanted
    plain = MappedColumn(0, Column("金额（元）"), FIELDS["amount"])
    assert [value for value, _, _ in plain.read([[12.0], ["0.5"]])] == [Decimal(12), Decimal("0.5")]

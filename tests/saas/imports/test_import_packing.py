"""Cells on their way from one process to another, by way of a file, and what is said of their rows there."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.imports.headers import find_tables
from saas.imports.packing import Outline, pack, unpack
from saas.imports.reading import PLAIN, Note, Reading
from saas.imports.workbook import Sheet
from tests.saas.imports.customer_form import customer_fields

CELLS = ["", None, True, 12, 1.5, "厦门", date(2024, 2, 29), datetime(2024, 2, 29, 8, 30), time(8), timedelta(hours=30)]
cells = st.one_of(
    st.text(),
    st.text().map("\x01{}".format),
    st.text().map("\x01t{}".format),
    st.dates(),
    st.datetimes(),
    st.booleans(),
)


@given(st.lists(st.lists(cells, max_size=4), max_size=5), st.text(min_size=1))
def test_any_cells_come_back_as_they_were(rows: list[list[object]], name: str) -> None:
    sheets = [Sheet("另一个", [["x"]]), Sheet(f"表{name}", rows, hidden=True)]
    again = unpack(pack(sheets, []), sheets[1].name)
    assert again.sheet() == sheets[1]
    assert again.outline is None


def test_every_type_of_cell_comes_back() -> None:
    assert unpack(pack([Sheet("表", [CELLS])], []), "表").sheet().rows == [CELLS]


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert unpack(pack([Sheet("表", [["a\ud83d"]])], []), "表").sheet().rows == [["a?"]]


def test_a_sheet_that_is_not_there_is_not_found() -> None:
    with pytest.raises(LookupError):
        unpack(pack([Sheet("表", [["x"]])], []), "别的表")


def test_the_outline_of_a_table_is_kept() -> None:
    rows = [
        ["单位：万元", "", ""],
        ["客户名称", "电话", "金额"],
        *([f"厦门{n}公司", f"1380000000{n}", n] for n in range(5)),
    ]
    rows.insert(4, ["", "", ""])
    sheet = Sheet("表", [*rows, ["合计", "", 10]])
    kept = unpack(pack([sheet], find_tables([sheet])), "表").outline
    assert kept == Outline(2, {0: "客户名称", 1: "电话", 2: "金额"}, [3, 4, 6, 7, 8], Decimal(10_000), {}, False)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({0: "name", 1: "level"}, [PLAIN, PLAIN, Note(empty=True)]), ({1: "level"}, [PLAIN, Note(empty=True)]), ({}, [])],
)
def test_rows_that_fill_no_field_are_empty(tmp_path: Path, mapping: dict[int, str], said: list[Note]) -> None:
    rows = [["客户名称", "客户级别", "备用"], ["厦门公司", "A", "x"], ["福州公司", "", "x"], ["", "", "x"]]
    (cells := tmp_path / "cells").write_bytes(pack([Sheet("表", rows)], []))
    reading = Reading([replace(field, required=False) for field in customer_fields()], strict=False)
    assert reading.open(cells, "表", 1, mapping, 0) == 3
    chunk = reading.chunk(10)
    found = [chunk.notes.get(at, PLAIN)._replace(remarks=()) for at in range(3)]
    assert found == [*said, *[Note(empty=True)] * (3 - len(said))]

"""How much reading the samples into values costs over calamine alone. Run: `python tests/bench/bench_reading.py`."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from python_calamine import CalamineWorkbook

from saas.fields.column import Column
from saas.imports.headers import Table, find_tables
from saas.imports.matching import match_columns
from saas.imports.rows import MappedColumn, read_rows
from saas.imports.workbook import open_workbook
from tests.saas.imports.customer_form import customer_fields
from tests.saas.imports.samples import FOLDER, MEMBERS, sample_names

ROUNDS = 5
CEILING = 4.0
FIELDS = {field.name: field for field in customer_fields()}


def main() -> int:
    """Print seconds of processor time for each step, and their sum over the floor; exit 1 above the ceiling."""
    names = sample_names()
    if not names:
        print("The sample workbooks are not here; set GUANXI_SAMPLES.")
        return 0
    sheets = [open_workbook(FOLDER / name, name) for name in names]
    tables = [find_tables(some)[0] for some in sheets]
    mappings = [matched(table) for table in tables]
    steps: dict[str, Callable[[], object]] = {
        "calamine and csv alone": lambda: [bare(FOLDER / name) for name in names],
        "open": lambda: [open_workbook(FOLDER / name, name) for name in names],
        "find tables": lambda: [find_tables(some) for some in sheets],
        "match columns": lambda: [matched(table) for table in tables],
        "read rows": lambda: [read(table, forgetful(columns)) for table, columns in zip(tables, mappings, strict=True)],
    }
    took = {step: median(timed(work) for _ in range(ROUNDS)) for step, work in steps.items()}
    floor, *ours = took.values()
    for step, seconds in took.items():
        print(f"{step:24} {seconds:6.3f} s")
    ratio = sum(ours) / floor
    print(f"{sum(len(table.rows) for table in tables):,} rows in {sum(ours):.2f} s, {ratio:.2f} × the floor")
    return int(ratio > CEILING)


def bare(path: Path) -> object:
    """Read the cells and nothing else."""
    if path.suffix == ".csv":
        with path.open(encoding="gb18030", newline="") as file:
            return list(csv.reader(file))
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def matched(table: Table) -> list[MappedColumn]:
    """Match the columns as an import does without being told."""
    found = match_columns(table, list(FIELDS.values()), MEMBERS)
    return [MappedColumn(one.index, Column(), FIELDS[one.field_name]) for one in found if one.field_name]


def forgetful(columns: list[MappedColumn]) -> list[MappedColumn]:
    """Make the same columns without what they remember."""
    return [MappedColumn(column.index, Column(column.header), column.field) for column in columns]


def read(table: Table, columns: list[MappedColumn]) -> object:
    """Read all rows."""
    return read_rows([cells for _, cells in table.rows], columns)


def timed(work: Callable[[], object]) -> float:
    """Measure processor seconds."""
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    sys.exit(main())

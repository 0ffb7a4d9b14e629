"""Keep the cells of a workbook as JSON, so that an upload is parsed only once, and nothing hostile ever again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson

from saas.fields.column import FormattedNumber
from saas.imports.headers import Table
from saas.imports.marked import Flawed, Merged
from saas.imports.workbook import Sheet

MARK = "\x01"
"""Begins the text that stands for what JSON has no word for."""
AFTER_MARK = "\x02"
OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME

_read: Mapping[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "h": time.fromisoformat,
    "s": lambda text: timedelta(seconds=float(text)),
    "x": str,
    "n": lambda text: FormattedNumber(*orjson.loads(text)),
    "f": lambda text: Flawed(*orjson.loads(text)),
    "m": lambda text: Merged(restored(orjson.loads(text))),
}


@dataclass(frozen=True)
class Outline:
    """Where the table of a sheet is: what has to be kept so that nobody needs to look for it again."""

    header_row: int
    headers: Mapping[int, str]
    numbers: Sequence[int]
    """The numbers of the rows that are records, from 1."""
    unit: Decimal | None
    """The unit said above the table."""
    units: Mapping[int, Decimal]
    """The units said below the headings, by column."""
    from_1904: bool

    @classmethod
    def of(cls, table: Table) -> "Outline":
        """Draw it from a table."""
        headers = {column.index: column.header for column in table.columns}
        numbers = [number for number, _ in table.rows]
        return cls(table.header_row, headers, numbers, table.unit, table.units, table.from_1904)

    @classmethod
    def load(cls, said: Sequence[Any]) -> "Outline":
        """Read back what `dump` gave."""
        header_row, headers, numbers, unit, units, from_1904 = said
        each = {at: Decimal(one) for at, one in units}
        return cls(header_row, dict(headers), numbers, None if unit is None else Decimal(unit), each, from_1904)

    def dump(self) -> list[Any]:
        """Give what JSON can write."""
        unit = None if self.unit is None else str(self.unit)
        units = [(at, str(one)) for at, one in self.units.items()]
        return [self.header_row, list(self.headers.items()), self.numbers, unit, units, self.from_1904]


@dataclass(frozen=True)
class PackedSheet:
    """A sheet as it was packed: some cells still stand for others, see `restored`."""

    name: str
    hidden: bool
    from_1904: bool
    rows: list[list[Any]]
    outline: Outline | None

    def sheet(self) -> Sheet:
        """Give the sheet as it was."""
        rows = [[restored(cell) for cell in row] for row in self.rows]
        return Sheet(self.name, rows, self.hidden, from_1904=self.from_1904)


def pack(sheets: Sequence[Sheet], tables: Collection[Table]) -> bytes:
    """Write sheets as JSON, and where the tables in them are."""
    outlines = {table.sheet: Outline.of(table).dump() for table in tables}
    plain = [
        {
            "name": each.name,
            "hidden": each.hidden,
            "from_1904": each.from_1904,
            "table": outlines.get(each.name),
            "rows": each.rows,
        }
        for each in sheets
    ]
    try:
        data, marked = _dumped(plain)
    except TypeError:  # Half a surrogate pair, which no encoding can hold.
        plain = [_mapped(sheet, _whole) for sheet in plain]
        data, marked = _dumped(plain)
    if data.count(b'"\\u0001') != marked:  # Somebody's text begins like our mark.
        data, _ = _dumped([_mapped(sheet, _guarded) for sheet in plain])
    return data


def unpack(data: bytes, name: str) -> PackedSheet:
    """Read back one sheet of what `pack` wrote."""
    for sheet in orjson.loads(data):
        if (found := restored(sheet["name"])) == name:
            outline = Outline.load(sheet["table"]) if sheet["table"] else None
            return PackedSheet(found, sheet["hidden"], sheet["from_1904"], sheet["rows"], outline)
    raise LookupError(name)


def restored(cell: Any) -> Any:
    """Give the cell that a packed one stands for."""
    # Comparing is faster than looking at the first character, and there are many cells.
    if type(cell) is str and cell < AFTER_MARK and cell >= MARK:
        return _read[cell[1]](cell[2:])
    return cell


def _dumped(plain: list[dict[str, Any]]) -> tuple[bytes, int]:
    """Write JSON, and count the cells that were marked."""
    marked = 0

    def written(cell: Any) -> str:
        nonlocal marked
        marked += 1
        return _written(cell)

    return orjson.dumps(plain, default=written, option=OPTIONS), marked


def _written(cell: Any) -> str:
    match cell:
        case datetime():
            return f"{MARK}t{cell.isoformat()}"
        case date():
            return f"{MARK}d{cell.isoformat()}"
        case time():
            return f"{MARK}h{cell.isoformat()}"
        case timedelta():
            return f"{MARK}s{cell.total_seconds()}"
        case FormattedNumber():
            return f"{MARK}n{_json([cell.number, cell.shown])}"
        case Flawed():
            return f"{MARK}f{_json([cell.why, cell.text])}"
        case Merged():
            return f"{MARK}m{_json(cell.value)}"
    return f"{MARK}x{cell}"


def _json(value: Any) -> str:
    return orjson.dumps(value, default=_written, option=OPTIONS).decode()


def _mapped(sheet: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {**sheet, "name": change(sheet["name"]), "rows": [list(map(change, row)) for row in sheet["rows"]]}


def _whole(cell: Any) -> Any:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def _guarded(cell: Any) -> Any:
    return f"{MARK}x{cell}" if isinstance(cell, str) and cell[:1] == MARK else cell

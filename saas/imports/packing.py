"""Keep the cells of a workbook as JSON, so that an upload is parsed only once, and nothing hostile ever again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

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
}


def pack(sheets: list[Sheet]) -> bytes:
    """Write sheets as JSON."""
    plain = [{"name": s.name, "hidden": s.hidden, "rows": s.rows} for s in sheets]
    try:
        data, marked = _dumped(plain)
    except TypeError:  # Half a surrogate pair, which no encoding can hold.
        plain = [_mapped(sheet, _whole) for sheet in plain]
        data, marked = _dumped(plain)
    if data.count(b'"\\u0001') != marked:  # Somebody's text begins like our mark.
        data, _ = _dumped([_mapped(sheet, _guarded) for sheet in plain])
    return data


def unpack(data: bytes) -> list[Sheet]:
    """Read back what `pack` wrote."""
    return [Sheet(_restored([s["name"]])[0], list(map(_restored, s["rows"])), s["hidden"]) for s in orjson.loads(data)]


def _dumped(plain: list[dict[str, Any]]) -> tuple[bytes, int]:
    """Write JSON, and count the cells that were marked."""
    marked = 0

    def written(cell: Any) -> str:
        nonlocal marked
        marked += 1
        return _written(cell)

    return orjson.dumps(plain, default=written, option=OPTIONS), marked


def _restored(row: list[Any]) -> list[Any]:
    # Comparing is faster than looking at the first character, and there are many cells.
    return [
        _read[cell[1]](cell[2:]) if type(cell) is str and cell < AFTER_MARK and cell >= MARK else cell for cell in row
    ]


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
    return f"{MARK}x{cell}"


def _mapped(sheet: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {**sheet, "name": change(sheet["name"]), "rows": [list(map(change, row)) for row in sheet["rows"]]}


def _whole(cell: Any) -> Any:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def _guarded(cell: Any) -> Any:
    return f"{MARK}x{cell}" if isinstance(cell, str) and cell[:1] == MARK else cell

"""Keep the cells of a workbook as JSON, so that an upload is parsed only once, and nothing hostile ever again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

from saas.imports.workbook import Sheet

MARK = "\x01"
"""Begins the text that stands for what JSON has no word for."""
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
    plain = [{"name": s.name, "hidden": s.hidden, "rows": list(map(_guarded, s.rows))} for s in sheets]
    try:
        return orjson.dumps(plain, default=_written, option=OPTIONS)
    except TypeError:  # Half a surrogate pair, which no encoding can hold.
        return orjson.dumps([_repaired(sheet) for sheet in plain], default=_written, option=OPTIONS)


def unpack(data: bytes) -> list[Sheet]:
    """Read back what `pack` wrote."""
    return [Sheet(s["name"], list(map(_restored, s["rows"])), s["hidden"]) for s in orjson.loads(data)]


def _guarded(row: list[Any]) -> list[Any]:
    """Keep text that begins like our mark from being taken for one."""
    if any(type(cell) is str and cell[:1] == MARK for cell in row):
        return [f"{MARK}x{cell}" if isinstance(cell, str) and cell[:1] == MARK else cell for cell in row]
    return row


def _restored(row: list[Any]) -> list[Any]:
    if any(type(cell) is str and cell[:1] == MARK for cell in row):
        return [_read[cell[1]](cell[2:]) if isinstance(cell, str) and cell[:1] == MARK else cell for cell in row]
    return row


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


def _repaired(sheet: dict[str, Any]) -> dict[str, Any]:
    def whole(cell: Any) -> Any:
        return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell

    return {**sheet, "name": whole(sheet["name"]), "rows": [list(map(whole, row)) for row in sheet["rows"]]}

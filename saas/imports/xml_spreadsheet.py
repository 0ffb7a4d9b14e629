"""Read XML Spreadsheet 2003, which older systems write and call .xls."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

from saas.fields.column import FormattedNumber
from saas.imports.errors import TooManyColumns, TooManyRows
from saas.imports.limits import MOST_COLUMNS, MOST_ROWS, Cells, Parsed, Region
from saas.imports.marked import Flawed
from saas.imports.number_formats import is_telling, written
from saas.imports.safe_xml import attributes, local, walk

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
NAMED = {"Percent": "0%", "Euro Currency": '"€"0'}
"""Formats that go by a name; the others show nothing but digits, or the money of whatever country Excel is in."""


@dataclass
class Reading:
    """What has been read so far of the sheet that is being read."""

    formats: dict[str, str] = field(default_factory=dict)
    rows: Cells = field(default_factory=list)
    merged: list[Region] = field(default_factory=list)
    hidden: bool = False


def read_xml_spreadsheet(path: Path) -> Parsed:
    """Read all worksheets; raise a sentence."""
    sheets: Parsed = []
    reading = Reading()
    with path.open("rb") as file:
        for element in walk(file, "Style", "Row", "Visible", "Worksheet"):
            match local(element):
                case "Style":
                    remember_format(element, reading.formats)
                case "Row":
                    add_row(element, reading)
                case "Visible":
                    reading.hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
                case "Worksheet":
                    name = attributes(element).get("Name", "")
                    sheets.append((name, reading.hidden, reading.rows, reading.merged))
                    reading = Reading(reading.formats)
    return sheets


def remember_format(style: Any, formats: dict[str, str]) -> None:
    """Remember the format of a style if it shows more than digits."""
    said = style.find("{*}NumberFormat")
    code = attributes(said).get("Format", "") if said is not None else ""
    code = NAMED.get(code, code)
    if is_telling(code):
        formats[attributes(style).get("ID", "")] = code


def add_row(element: Any, reading: Reading) -> None:
    """Read a row to where it says it stands, else behind the one before."""
    says = attributes(element)
    at = place(says, len(reading.rows))
    row: list[Any] = []
    for cell in element.iterchildren("{*}Cell"):
        own = attributes(cell)
        column = place(own, len(row))
        wide, deep = count(own.get("MergeAcross")), count(own.get("MergeDown"))
        value = value_of(cell, own, reading.formats)
        if column + wide >= MOST_COLUMNS:
            if value != "":
                raise TooManyColumns(limit=MOST_COLUMNS)
            break
        row += [""] * (column - len(row))
        row += [value, *[""] * wide]
        if wide or deep:
            reading.merged.append(((at, column), (min(at + deep, MOST_ROWS), column + wide)))
    if at >= MOST_ROWS:
        if any(cell != "" for cell in row):
            raise TooManyRows(limit=MOST_ROWS)
        return
    reading.rows += [[] for _ in range(at - len(reading.rows))]
    reading.rows.append(row)


def place(says: Mapping[str, str], next: int) -> int:
    """Tell where a row or a cell stands, from 0; never before what was there already."""
    return max(count(says.get("Index")) - 1, next)


def count(text: str | None) -> int:
    """Read a number of rows or columns."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def value_of(cell: Any, own: Mapping[str, str], formats: Mapping[str, str]) -> Any:
    """Read a cell as its type says."""
    data = cell.find("{*}Data")
    if data is None:
        return Flawed("uncalculated", own["Formula"]) if "Formula" in own else ""
    text = "".join(data.itertext())
    match attributes(data).get("Type"):
        case "Number":
            with suppress(ValueError):
                number = float(text)
                shown = written(formats.get(own.get("StyleID", ""), ""), number)
                return FormattedNumber(number, shown) if shown else number
        case "DateTime":
            with suppress(ValueError):
                moment = datetime.fromisoformat(text.strip())
                if moment.year < 1900:
                    return moment.time() if moment.time() != time(0) else moment.date()
                return moment.date() if moment.time() == time(0) else moment
        case "Boolean":
            return text.strip() == "1"
        case "Error":
            return Flawed("error", text)
    return text

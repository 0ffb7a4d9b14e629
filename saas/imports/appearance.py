"""Mark the cells of an xlsx workbook that mean something else than their value, by its own XML.

Those are numbers whose format shows more than digits, formulas without a result, errors, and days before 1900: the
parser gives the same for them as for any other.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from saas.fields.column import FormattedNumber
from saas.imports.archive import Survey
from saas.imports.errors import DamagedFile
from saas.imports.limits import Cells
from saas.imports.marked import Flawed
from saas.imports.number_formats import BUILT_IN, is_telling, written
from saas.imports.safe_xml import parse_xml, walk

LONGEST_PART = 8 * 1024 * 1024
"""Bytes of what describes a workbook: its styles, and the list of its sheets."""
EPOCH, LIBRE_EPOCH = date(1899, 12, 31), date(1899, 12, 30)
"""What days before 1900 are counted from, by Excel's numbers and by LibreOffice's."""
BEFORE_1900 = time(0)
"""What the parser gives for them."""
_reference = re.compile(r"([A-Z]{1,3})(\d{1,7})").fullmatch
_relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_strict_relation = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class Appearance:
    """What a workbook says about the look of its cells: the telling formats by style, and what is left of formulas."""

    formats: Mapping[int, str]
    zeros_count: bool
    """Whether a formula whose result is 0 was calculated."""
    epoch: date


def mark_cells(path: Path, sheets: Mapping[str, Cells], found: Survey) -> None:
    """Replace cells by what marks them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name.lstrip("/").casefold(): name for name in archive.namelist()}
        formats = telling_formats(archive, parts)
        if not (formats or found.odd):
            return
        epoch = LIBRE_EPOCH if b"LibreOffice" in part(archive, parts, "docprops/app.xml") else EPOCH
        appearance = Appearance(formats, found.zeros_count, epoch)
        for name, entry in sheet_parts(archive, parts):
            if name in sheets:
                with archive.open(entry) as file:
                    mark_sheet(walk(file, "row"), sheets[name], appearance)


def part(archive: zipfile.ZipFile, parts: Mapping[str, str], name: str) -> bytes:
    """Read a part of a workbook; empty where there is none."""
    if name not in parts:
        return b""
    with archive.open(parts[name]) as file:
        data = file.read(LONGEST_PART + 1)
    if len(data) > LONGEST_PART:
        raise DamagedFile
    return data


def telling_formats(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> dict[int, str]:
    """Give the formats that show more than digits, by the number of the style that has them."""
    data = part(archive, parts, "xl/styles.xml")
    if not data:
        return {}
    root = parse_xml(io.BytesIO(data))
    codes: dict[int, str] = dict(BUILT_IN)
    for one in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[whole(one.get("numFmtId"))] = one.get("formatCode") or ""
    telling = {number: code for number, code in codes.items() if is_telling(code)}
    styles = (whole(one.get("numFmtId")) for one in root.iterfind("{*}cellXfs/{*}xf"))
    return {style: telling[number] for style, number in enumerate(styles) if number in telling}


def sheet_parts(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the sheets of a workbook, each its name and the entry that holds it."""
    workbook = part(archive, parts, "xl/workbook.xml")
    relations = part(archive, parts, "xl/_rels/workbook.xml.rels")
    if not workbook or not relations:
        return
    targets = {
        one.get("Id"): one.get("Target") or "" for one in parse_xml(io.BytesIO(relations)).iterfind("{*}Relationship")
    }
    for sheet in parse_xml(io.BytesIO(workbook)).iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(_relation) or sheet.get(_strict_relation), "").replace("\\", "/")
        entry = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if entry.casefold() in parts:
            yield sheet.get("name") or "", parts[entry.casefold()]


def mark_sheet(xml_rows: Iterator[Any], rows: Cells, appearance: Appearance) -> None:
    """Mark the cells of one sheet. Rows and cells that do not say where they are come behind the ones before."""
    at = -1
    for xml_row in xml_rows:
        at = whole(xml_row.get("r")) - 1 if xml_row.get("r") else at + 1
        if not 0 <= at < len(rows):
            continue
        row, column = rows[at], -1
        for xml in xml_row.iterfind("{*}c"):
            match = _reference(xml.get("r") or "")
            column = column_number(match[1]) if match else column + 1
            if column < len(row) and (marked := marked_cell(xml, row[column], appearance)) is not None:
                row[column] = marked


def marked_cell(xml: Any, cell: Any, appearance: Appearance) -> Any:
    """Give what stands for a cell; None where its value says it all."""
    if xml.get("t") == "e":
        return Flawed("error", xml.findtext("{*}v") or "#")
    formula = xml.find("{*}f")
    if formula is not None and is_uncalculated(xml, appearance):
        return Flawed("uncalculated", f"={formula.text or ''}")
    if type(cell) in (int, float):
        code = appearance.formats.get(whole(xml.get("s")))
        text = written(code, cell) if code else None
        return FormattedNumber(cell, text) if text else None
    if type(cell) is time and cell == BEFORE_1900 and (days := xml.findtext("{*}v") or "").startswith("-"):
        return day_before_1900(days, appearance)
    return None


def is_uncalculated(xml: Any, appearance: Appearance) -> bool:
    """Tell a formula that has no result, or the 0 that programs write instead of one."""
    said = xml.findtext("{*}v") or ""
    if not said:
        return bool(xml.get("t") != "str")  # Text with nothing in it is a result.
    return bool(said == "0" and not appearance.zeros_count)


def day_before_1900(days: str, appearance: Appearance) -> Any:
    """Read a day that Excel itself has none for."""
    try:
        return appearance.epoch + timedelta(days=float(days))
    except (ValueError, OverflowError):
        return None


def column_number(letters: str) -> int:
    """Count columns from 0."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def whole(text: str | None) -> int:
    """Read a number of the format itself; 0 where there is none."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0

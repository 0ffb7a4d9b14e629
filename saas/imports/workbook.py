"""Open what people upload. What a file is decides its content, never its name."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saas.imports.appearance import mark_cells
from saas.imports.archive import survey
from saas.imports.delimited import decode, is_page, split_text, unmarked_utf_16
from saas.imports.errors import EmptyFile, FileTooLarge, NotAWorkbook, NothingCalculated, PasswordProtected
from saas.imports.limits import Parsed, Region
from saas.imports.parser import parse, parse_apart
from saas.imports.xml_spreadsheet import NAMESPACE

LARGEST = 64 * 1024 * 1024
"""Bytes of an upload."""
_escape = re.compile(r"_x([0-9A-Fa-f]{4})_")
_since_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true|on)["']""")
LONGEST_HEAD = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Sheet:
    """A sheet as it stands: row 1 first, empty text for empty cells."""

    name: str
    rows: list[list[Any]] = field(repr=False)
    hidden: bool = False
    from_1904: bool = False
    """Whether its day numbers count from 1904, as in workbooks from old Macs."""
    merged: Sequence[Region] = ()


def open_workbook(path: Path, filename: str) -> list[Sheet]:
    """Read all sheets of an upload; `filename` names the only sheet of a CSV. Raise a sentence of UnreadableFile."""
    size = path.stat().st_size
    if not size:
        raise EmptyFile
    if size > LARGEST:
        raise FileTooLarge(limit=LARGEST // 1024**2)
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return open_zipped(path)
    if head == OLE:
        return open_old(path)
    if looks_binary(path):
        raise NotAWorkbook
    text = decode(path.read_bytes())
    if not is_page(text):
        return [Sheet(Path(filename).stem, split_text(text))]
    return as_sheets(parse_apart(path, "xml" if NAMESPACE in text[:LONGEST_HEAD] else "html"), Path(filename).stem)


def open_zipped(path: Path) -> list[Sheet]:
    """Read xlsx, xlsb or ods."""
    found = survey(path)
    sheets = as_sheets(parse_apart(path, found.format) if found.wide else parse(path, found.format))
    if found.uncalculated > 0.9 * found.formulas and found.formulas > results(sheets):
        raise NothingCalculated
    if found.format == "xlsx":
        mark_cells(path, {sheet.name: sheet.rows for sheet in sheets}, found)
        if counts_from_1904(path):
            for sheet in sheets:
                sheet.from_1904 = True
    if found.escapes:
        for sheet in sheets:
            sheet.rows = [[unescaped(cell) for cell in row] for row in sheet.rows]
    return sheets


def counts_from_1904(path: Path) -> bool:
    """Tell whether a workbook counts its days from 1904."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.casefold().lstrip("/") == "xl/workbook.xml":
                with archive.open(name) as file:
                    return _since_1904.search(file.read(LONGEST_HEAD)) is not None
    return False


def open_old(path: Path) -> list[Sheet]:
    """Read xls. The same container holds encrypted workbooks of any age, and documents of other programs."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordProtected
    if any(name.encode("utf-16-le") in data for name in ("WordDocument", "PowerPoint Document", "__substg1.0")):
        raise NotAWorkbook
    return as_sheets(parse_apart(path, "xls"))


def as_sheets(parsed: Parsed, stem: str = "") -> list[Sheet]:
    """Name the parts of what the parser gives; sheets without a name of their own get `stem` and a number."""
    sheets: dict[str, Sheet] = {}
    for name, hidden, rows, merged in parsed:
        own, number = name or stem, 1
        while own in sheets:
            number += 1
            own = f"{name or stem} {number}"
        sheets[own] = Sheet(own, rows, hidden, merged=merged)
    return list(sheets.values())


def results(sheets: list[Sheet]) -> int:
    """Count the cells below the first row that hold anything but nothing and zero."""
    return sum(cell not in ("", 0) for sheet in sheets for row in sheet.rows[1:] for cell in row)


def unescaped(cell: Any) -> Any:
    """Put back the characters that the format writes as _x000D_."""
    return _escape.sub(lambda match: chr(int(match[1], 16)), cell) if isinstance(cell, str) else cell


def looks_binary(path: Path) -> bool:
    """Tell a picture, PDF or archive from text in any encoding."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite")):
        return True
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf_16(head):
        return False
    return 0 in head or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 20

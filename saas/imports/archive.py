"""Look through a zipped workbook before anything parses it: how large it really is, and how far its cells reach.

The sizes that a zip file states are the attacker's words, so every entry is unpacked and counted.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from saas.imports.errors import DamagedFile, NotAWorkbook, Overblown

LARGEST = 300 * 1024 * 1024
"""Bytes that all entries may unpack to. Our largest import, 200,000 rows by 40 columns, is 250 MB of XML."""
MOST_ENTRIES = 5_000
CHUNK = 64 * 1024
LONGEST_MARK = 64

_far_away = re.compile(rb'r="(?:[A-Za-z]{3}\d|[D-Zd-z][A-Za-z]\d|[A-Za-z]{0,2}+(?=\d{5})0*+(?:[3-9]\d{4}|[1-9]\d{5}))')
"""A cell beyond column CZ or row 29,999. The parser lays out the whole rectangle before it, even for one cell."""
_odd = (b"'", b" ", b"\t", b"\n", b"\r")
"""What no program writes beside the = of that attribute, so that it may as well count as far away."""
_formula = re.compile(rb"<(?:\w+:)?f[ >/]")
_uncalculated = re.compile(rb"""<c r="[A-Z0-9]+"(?: s="\d+")?><f>[^<]*</f>(?:<v>0?</v>|<v ?/>)?</c>""")
"""A formula as programs write it that cannot calculate: Excel would give the result and its type."""
_missing = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></|</(?:\w+:)?c>)|<(?:\w+:)?f\b[^>]*/></")
"""A formula with nothing behind it, however its program writes cells."""
MARKED = (b't="e"', b"t='e'", b"<v>-", b":v>-")
_escape = re.compile(rb"_x[0-9A-Fa-f]{4}_")


@dataclass
class Survey:
    """What a zipped workbook turned out to hold."""

    format: str
    far_away: bool = False
    formulas: int = 0
    uncalculated: int = 0
    missing: bool = False
    """Whether a formula has no result at all."""
    marked: bool = False
    """Whether there are errors, or numbers below 0, which may be days before 1900."""
    calculated: bool = False
    """Whether a program that calculates has left the order in which it does."""
    escapes: bool = False

    @property
    def wide(self) -> bool:
        """Tell whether it needs a parser with a memory limit: large extents, or a format we did not look into."""
        return self.far_away or self.format != "xlsx"

    @property
    def odd(self) -> bool:
        """Tell whether there may be cells that mean something else than their value."""
        return self.marked or self.missing or (self.uncalculated > 0 and not self.zeros_count)

    @property
    def zeros_count(self) -> bool:
        """Tell whether a formula whose result is 0 was calculated: not where no formula has any other result."""
        return self.calculated or self.uncalculated < self.formulas


def survey(path: Path) -> Survey:
    """Unpack every entry without keeping it; raise NotAWorkbook, DamagedFile or Overblown."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            found = Survey(format_of(names), calculated=any("calcchain." in name.casefold() for name in names))
            if len(entries) > MOST_ENTRIES:
                raise Overblown
            total = 0
            for entry in entries:
                total = look_through(unpacked(file, entry), found, total)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise DamagedFile from None


def format_of(names: set[str]) -> str:
    """Tell xlsx, xlsb and ods apart; raise NotAWorkbook for any other archive."""
    folded = {name.replace("\\", "/").lstrip("/").casefold() for name in names}
    if "xl/workbook.bin" in folded:
        return "xlsb"
    if "xl/workbook.xml" in folded:
        return "xlsx"
    if "content.xml" in folded and "word/document.xml" not in folded:
        return "ods"
    raise NotAWorkbook


def look_through(chunks: Iterator[bytes], found: Survey, total: int) -> int:
    """Count bytes on top of `total` and note what we look for; raise Overblown at the limit."""
    tail = b""
    for chunk in chunks:
        total += len(chunk)
        if total > LARGEST:
            raise Overblown
        text = tail + chunk
        found.far_away = found.far_away or reaches_far(text)
        found.escapes = found.escapes or (b"_" in text and _escape.search(text) is not None)
        if b"<f" in text or b":f" in text:
            found.formulas += len(_formula.findall(chunk))
            found.uncalculated += len(_uncalculated.findall(chunk))
            found.missing = found.missing or _missing.search(text) is not None
        found.marked = found.marked or any(mark in text for mark in MARKED)
        tail = chunk[-LONGEST_MARK:]
    return total


def reaches_far(xml: bytes) -> bool:
    """Tell whether a piece of XML names a cell or a row far away; drawings too have an attribute r, of mere numbers."""
    for match in _far_away.finditer(xml):
        tag = xml[xml.rfind(b"<", 0, match.start()) : match.start()]
        if not match[0][3:].isdigit() or b"row" in tag or b"<" not in tag:
            return True
    return any(odd in xml and (b"r=%b" % odd in xml or b"r%b=" % odd in xml) for odd in _odd)


def unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry's real content piece by piece, whatever length it claims."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04" or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedFile
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    packed = pieces(file, entry.compress_size)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from packed
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in packed:
        while piece and not inflate.eof:
            yield inflate.decompress(piece, 16 * CHUNK)
            piece = inflate.unconsumed_tail
    if not inflate.eof:
        raise DamagedFile


def pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read `size` bytes in pieces; raise DamagedFile when the file ends before."""
    while size > 0:
        piece = file.read(min(size, CHUNK))
        if not piece:
            raise DamagedFile
        size -= len(piece)
        yield piece

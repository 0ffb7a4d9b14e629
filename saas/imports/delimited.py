"""Read text with separators: guess how its characters are written and what stands between the cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from saas.imports.errors import NotAWorkbook, OpenQuote, TooManyColumns, TooManyRows, WrongEncoding
from saas.imports.limits import MOST_COLUMNS, MOST_ROWS, Cells

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SAMPLE = 256 * 1024
CHARACTERS = 16 * 1024
"""Bytes from the start that tell the separator, and the encoding."""
SEPARATORS = ",;\t|"
LONGEST_CELL = 1024 * 1024

_page = re.compile(r"\s*(?:<(?:[a-z][a-z0-9:]*[\s>/]|!--|!doctype|\?xml)|MIME-Version:)", re.IGNORECASE)
_as_text = re.compile(r'="([^"]*)"')
_named_separator = re.compile(r'"?sep=([,;|\t])"?[^\r\n]*(?:\r\n|\n|\r)', re.IGNORECASE)
_escapes = re.compile(r'(?:^|[,;|\t\r\n])"?\\N"?(?=[,;|\t\r\n]|$)|\\"(?=[^",;|\t\r\n])')
"""What MySQL writes: \\N for nothing, and a backslash before quotation marks within text."""
_nothing = re.compile(r'(?:(?<=^)|(?<=[,;|\t\r\n]))"?\\N"?(?=[,;|\t\r\n]|$)')
_guard = re.compile(r"'(?=[ ]*[=+\-@\t\r\n＝＋－＠])")
_garbled = re.compile("\ufffd|锟斤拷|烫烫烫")


def is_page(text: str) -> bool:
    """Tell a web page, or XML, from text with separators."""
    return _page.match(text) is not None


def split_text(text: str) -> Cells:
    """Cut text with separators into rows and cells, and take back what programs put around them."""
    if text.lstrip().startswith("{\\rtf"):
        raise NotAWorkbook
    separator = ""
    if match := _named_separator.match(text):
        separator, text = match[1], text[match.end() :]
    escaped = _escapes.search(text) is not None
    if escaped:
        text = _nothing.sub("", text)
    rows = split(text, separator or separator_of(text), escaped=escaped)
    if '="' in text:
        rows = without_formulas(rows)
    return without_guards(rows) if "'" in text else rows


def decode(data: bytes) -> str:
    """Decode strictly: by its mark, as UTF-16 or UTF-8, else as GB18030 or Big5, whichever gives common characters."""
    for encoding in encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise NotAWorkbook
        if len(_garbled.findall(text)) > 3:
            raise WrongEncoding
        return text
    raise WrongEncoding


def encodings(data: bytes) -> list[str]:
    """List the encodings to try, likeliest first."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return [encoding]
    if wide := unmarked_utf_16(data[:4096]):
        return [wide]
    scores = {encoding: commonness(data, encoding) for encoding in ("gb18030", "big5hkscs")}
    return ["utf-8", *(one for one in sorted(scores, key=scores.__getitem__, reverse=True) if scores[one] > 0.7)]


def unmarked_utf_16(head: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zeros of its Latin characters, which stand all on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 50 or 5 * min(even, odd) > max(even, odd) or not max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def commonness(data: bytes, encoding: str) -> float:
    """Tell which share of the non-ASCII characters belongs to the common part of a character set."""
    text = data[:CHARACTERS].decode(encoding, errors="ignore")
    characters = [c for c in text if c > "\x7f"]
    return sum(is_common(c, encoding) for c in characters) / len(characters) if characters else 0


def is_common(character: str, encoding: str) -> bool:
    """Tell whether a character is in the first plane of GB 2312 or Big5: punctuation and everyday writing."""
    lead = character.encode("gb2312" if encoding == "gb18030" else "big5", errors="replace")[0]
    return 0xA1 <= lead <= 0xD7 if encoding == "gb18030" else 0xA1 <= lead <= 0xC6


def separator_of(text: str) -> str:
    """Choose the separator that cuts the first rows into the most cells of equal number."""
    return max(SEPARATORS, key=lambda separator: evenness(text[:SAMPLE], separator))


def evenness(text: str, separator: str) -> float:
    """Score a separator: cells a row, weighed by the share of rows that have so many."""
    widths = Counter(len(row) for row in islice(reader(text, separator), 100) if row)
    if not widths:
        return 0
    width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return (width - 1) * rows / widths.total()


def split(text: str, separator: str, *, escaped: bool = False) -> Cells:
    """Cut text into rows and cells; breaks inside quotes stay. `escaped` takes a backslash for an escape."""
    rows: Cells = []
    try:
        for row in reader(text, separator, escaped=escaped):
            rows.append(row)
            if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                raise TooManyColumns(limit=MOST_COLUMNS)
            if len(rows) > MOST_ROWS:
                raise TooManyRows(limit=MOST_ROWS)
    except csv.Error:  # A cell longer than a megabyte: everything behind a quote.
        raise OpenQuote from None
    if rows and rows[-1] and "\n" in rows[-1][-1] and not text.rstrip().endswith('"'):
        raise OpenQuote
    return rows


def reader(text: str, separator: str, *, escaped: bool = False) -> Iterator[list[str]]:
    """Make a reader that lets cells be long."""
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, escapechar="\\" if escaped else None)


def without_formulas(rows: Cells) -> Cells:
    """Unwrap ="0123", the way programs make Excel keep a number as text."""
    return [[match[1] if (match := _as_text.fullmatch(cell)) else cell for cell in row] for row in rows]


def without_guards(rows: Cells) -> Cells:
    """Take off the apostrophe that our exports, and others, put before what a spreadsheet would run as a formula."""
    return [[cell[1:] if cell[:1] == "'" and _guard.match(cell) else cell for cell in row] for row in rows]

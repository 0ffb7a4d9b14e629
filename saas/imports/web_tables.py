"""Read the tables of a web page, which many programs write and call .xls, alone or packed in MHTML.

Only text is taken: nothing is run, fetched or rendered.
"""

import email
import email.policy
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped] # ships no types

from saas.imports.delimited import decode
from saas.imports.errors import Overblown, TooManyColumns, TooManyRows, WebPage
from saas.imports.limits import MOST_COLUMNS, MOST_ROWS, Cells, Parsed, Region

MOST_TABLES = 100
MOST_SPANNED = 10_000
UNSEEN = {"script", "style", "template", "head", "title", "select", "noscript", "table"}
"""Elements whose text is not part of the cell they are in; a table within is one of its own."""
BREAKS = {"br", "p", "div", "li", "tr"}
_hidden = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)


def read_web_tables(path: Path) -> Parsed:
    """Read every table with something in it as a sheet. Raise WebPage when there is none."""
    sheets: Parsed = []
    for page in pages_of(path.read_bytes()):
        for table in tables_of(page):
            rows, merged = grid_of(table)
            if any(cell for row in rows for cell in row):
                sheets.append((name_of(table), False, rows, merged))
            if len(sheets) > MOST_TABLES:
                raise Overblown
    if not sheets:
        raise WebPage
    return sheets


def pages_of(data: bytes) -> Iterator[bytes]:
    """Give the pages in a file as UTF-8: one, or those that MHTML packs together."""
    if not data.lstrip()[:13].lower().startswith(b"mime-version:"):
        yield decode(data).encode()
        return
    for each in email.message_from_bytes(data, policy=email.policy.default).walk():
        if each.get_content_type() == "text/html" and isinstance(page := each.get_payload(decode=True), bytes):
            yield decode(page).encode()


def tables_of(page: bytes) -> list[Any]:
    """List the tables of a page, also those within others."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(page, parser) if page.strip() else None
    return [] if root is None else list(root.iter("table"))


def name_of(table: Any) -> str:
    """Call a table what its caption says, if it has one."""
    caption = table.find("caption")
    return text_of(caption)[:31] if caption is not None else ""


def grid_of(table: Any) -> tuple[Cells, Sequence[Region]]:
    """Lay the cells of a table out, each where its spans put it; give the merged regions."""
    rows: Cells = []
    merged: list[Region] = []
    spanned: dict[int, int] = {}
    for tr in rows_of(table):
        row: list[Any] = []
        at = len(rows)
        below = {column: left - 1 for column, left in spanned.items() if left > 1}
        for cell in tr.iterchildren("td", "th"):
            while len(row) in spanned:
                row.append("")
            column, wide, deep = len(row), span(cell, "colspan"), span(cell, "rowspan")
            if wide > 1 or deep > 1:
                merged.append(((at, column), (at + deep - 1, column + wide - 1)))
            if deep > 1:
                below.update(dict.fromkeys(range(column, column + wide), deep - 1))
            row += [value_of(cell), *[""] * (wide - 1)]
            if len(row) > MOST_COLUMNS + MOST_SPANNED:
                raise TooManyColumns(limit=MOST_COLUMNS)
        if any(row[MOST_COLUMNS:]):
            raise TooManyColumns(limit=MOST_COLUMNS)
        rows.append(row[:MOST_COLUMNS])
        spanned = {column: left for column, left in below.items() if column < MOST_COLUMNS}
        if len(rows) > MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS)
    last = len(rows) - 1
    return rows, [(first, (min(bottom, last), right)) for first, (bottom, right) in merged]


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, but not those of tables within."""
    for child in table.iterchildren():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def span(cell: Any, name: str) -> int:
    """Read how far a cell reaches."""
    said = (cell.get(name) or "").strip()
    return min(max(int(said), 1), MOST_SPANNED) if said.isdecimal() and len(said) < 9 else 1


def value_of(cell: Any) -> Any:
    """Read a cell: its text, or the number that Excel has kept beside a rounded or shortened one."""
    text = text_of(cell)
    exact = cell.get("x:num")
    if not exact:
        return text
    try:
        Decimal(text.replace(",", ""))
        return float(Decimal(exact))
    except InvalidOperation:
        return text


def text_of(element: Any) -> str:
    """Give what is seen of an element's text, line by line."""
    if not len(element):
        return " ".join((element.text or "").split())
    pieces: list[str] = []
    unseen = 0
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            hidden = each is not element and (each.tag in UNSEEN or _hidden.search(each.get("style") or ""))
            unseen += bool(hidden or unseen)
            if each.tag in BREAKS and each is not element:
                pieces.append("\n")
            if not unseen and each.text:
                pieces.append(" ".join(f"_{each.text}_".split())[1:-1])
        else:
            unseen -= bool(unseen)
            if not unseen and each is not element and each.tail:
                pieces.append(" ".join(f"_{each.tail}_".split())[1:-1])
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))

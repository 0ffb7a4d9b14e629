"""Read the rows of one sheet after another, chunk by chunk. Pure computing: it runs in a process of its own."""

import pickle
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from saas.fields.field import Field
from saas.imports.cells import shown
from saas.imports.looking import sheet_named, table_at
from saas.imports.packing import unpack
from saas.imports.rows import MappedColumn, Problem, ReadRow, read_rows
from saas.kit.i18n import _
from saas.kit.text import clean_line, is_blank

LONGEST = 2_000
"""Characters kept of a cell that could not be taken over."""


class Remark(NamedTuple):
    """What there is to say about a cell or a row. `text` is what stood there; never that of a protected field."""

    about: str
    field: str
    column: str
    sentence: str
    text: str = ""


class Row(NamedTuple):
    """What has to be known of a row to decide about it; its values travel apart, unopened."""

    number: int
    keys: tuple[str | None, ...]
    unique: tuple[Any, ...]
    looked_up: Mapping[str, tuple[str, str]]
    remarks: Sequence[Remark]
    fatal: bool
    empty: bool


class Chunk(NamedTuple):
    """Some rows: what to decide by, and the pickled (values, left out) of each."""

    rows: list[Row]
    payload: bytes


Payload = list[tuple[dict[str, Any], dict[str, str] | None]]


class Reading:
    """Reads rows into the given fields. `strict` refuses a row for any cell that cannot be read."""

    def __init__(self, fields: Sequence[Field], strict: bool) -> None:
        self._fields = {field.name: field for field in fields}
        self._required = [field.name for field in fields if field.required]
        self._strict = strict
        self._identity = [field for field in fields if field.options.get("identity")]
        self._unique = [field for field in fields if field.unique]
        self._rows: Iterator[tuple[int, Sequence[Any]]] = iter(())

    def open(self, cells: Path, sheet: str, header_row: int, mapping: Mapping[int, str], done: int) -> int:
        """Go to the first row of a sheet that is not done yet, and tell how many it has in all."""
        table = table_at(sheet_named(unpack(cells.read_bytes()), sheet), header_row)
        headers = {guess.index: guess.header for guess in table.columns}
        columns = [
            MappedColumn(at, headers.get(at, ""), self._fields[name], table.unit)
            for at, name in sorted(mapping.items())
        ]
        self._columns = [column for column in columns if not column.field.kind.looked_up]
        self._looked_up = [column for column in columns if column.field.kind.looked_up]
        self._by_field = {column.field.name: column for column in columns}
        self._rows = islice(table.rows, done, None)
        return len(table.rows)

    def chunk(self, size: int) -> Chunk:
        """Read the next rows, at most `size`; none when the sheet is at its end."""
        numbered = list(islice(self._rows, size))
        rows: list[Row] = []
        payload: Payload = []
        read = read_rows([cells for _, cells in numbered], self._columns)
        for (number, cells), one in zip(numbered, read, strict=True):
            row, left_out = self._row(number, cells, one)
            rows.append(row)
            payload.append((one.values, left_out))
        return Chunk(rows, pickle.dumps(payload, protocol=5))

    def _row(self, number: int, cells: Sequence[Any], read: ReadRow) -> tuple[Row, dict[str, str] | None]:
        values, problems, leftovers = read
        looked_up = self._names(cells) if self._looked_up else {}
        remarks: list[Remark] = []
        fatal = False
        left_out: dict[str, str] | None = None
        if problems or leftovers:
            left_out = {p.field_name: self._original(cells, p.field_name) for p in problems} | dict(leftovers)
            remarks = [self._unreadable(cells, problem) for problem in problems]
            remarks += [self._leftover(*each) for each in leftovers]
            fatal = self._strict and bool(problems)
        empty = not (values or looked_up or problems)
        for name in self._required:
            if name not in values and name not in looked_up and not empty:
                fatal = True
                if not any(remark.field == name for remark in remarks):
                    remarks.append(self._missing(name))
        keys = tuple([self._key(field, values) for field in self._identity])
        unique = tuple([self._key(field, values, plain=True) for field in self._unique])
        return Row(number, keys, unique, looked_up, remarks, fatal, empty), left_out

    def _names(self, cells: Sequence[Any]) -> dict[str, tuple[str, str]]:
        """Collect the names to be looked up: by field, the name and its column."""
        found = {}
        for column in self._looked_up:
            raw = cells[column.index] if column.index < len(cells) else None
            if not is_blank(raw) and (name := clean_line(shown(raw))):
                found[column.field.name] = (name, column.header)
        return found

    def _key(self, field: Field, values: Mapping[str, Any], *, plain: bool = False) -> Any:
        value = values.get(field.name)
        if value is None or (plain and not field.protected):
            return value
        return field.kind.key(value, field)

    def _original(self, cells: Sequence[Any], name: str) -> str:
        return shown(cells[self._by_field[name].index])[:LONGEST]

    def _unreadable(self, cells: Sequence[Any], problem: Problem) -> Remark:
        field = self._fields[problem.field_name]
        text = "" if field.protected else problem.raw_text
        about = "option" if field.choices else "unreadable"
        return Remark(about, field.name, problem.column_header, problem.sentence, text)

    def _leftover(self, name: str, text: str) -> Remark:
        sentence = _("Only one value fits in; what else stood in the cell was left out.")
        kept = "" if self._fields[name].protected else text
        return Remark("leftover", name, self._by_field[name].header, sentence, kept)

    def _missing(self, name: str) -> Remark:
        header = self._by_field[name].header if name in self._by_field else ""
        return Remark("missing", name, header, _("%(field)s is required.", field=self._fields[name].text))

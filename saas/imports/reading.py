"""Read the rows of one sheet after another, chunk by chunk. Pure computing: it runs in a process of its own."""

import pickle
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Text

from saas.fields.column import Column, is_traditional
from saas.fields.field import Field
from saas.imports.cells import shown
from saas.imports.looking import table_at
from saas.imports.marked import Merged
from saas.imports.packing import Outline, restored, unpack
from saas.imports.repeated import Repeated
from saas.imports.rows import MappedColumn, Problem, ReadRows, read_rows
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
    keys: Sequence[str | None]
    unique: Sequence[Any]
    looked_up: Mapping[str, tuple[str, str]]
    remarks: Sequence[Remark]
    fatal: bool
    empty: bool


class Note(NamedTuple):
    """What is to be known of a row beside its keys, if anything is."""

    looked_up: Mapping[str, tuple[str, str]] = {}
    remarks: Sequence[Remark] = ()
    fatal: bool = False
    empty: bool = False


PLAIN = Note()


class Chunk(NamedTuple):
    """Some rows: what to decide by, and their pickled `Payload`.

    `keys` has a sequence for each identity field, `unique` one for each unique field, `notes` are by place.
    """

    numbers: list[int]
    keys: list[Sequence[str | None]]
    unique: list[Sequence[Any]]
    notes: Mapping[int, Note]
    payload: bytes

    def row(self, at: int) -> Row:
        """Give one row."""
        keys, unique = [keys[at] for keys in self.keys], [values[at] for values in self.unique]
        return Row(self.numbers[at], keys, unique, *self.notes.get(at, PLAIN))


class Payload(NamedTuple):
    """The values of some rows by field, None where there is none, and by row the text of cells that were left out.

    `keys` are what the values of identity fields of text are told apart by, unless they are protected.
    """

    values: Mapping[str, Sequence[Any]]
    keys: Mapping[str, Sequence[str | None]]
    left_out: Mapping[int, Mapping[str, str]]

    def row(self, at: int) -> dict[str, Any]:
        """Give the values of one row."""
        return {name: value for name, values in self.values.items() if (value := values[at]) is not None}


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
        packed = unpack(cells.read_bytes(), sheet)
        table = packed.outline
        if table is None or table.header_row != header_row:
            table = Outline.of(table_at(packed.sheet(), header_row))
        self._repeated = Repeated(mapping)
        rows = [packed.rows[number - 1] for number in table.numbers]
        columns = [
            MappedColumn(at, column_of(table, at, rows), self._fields[n]) for at, n in self._repeated.first.items()
        ]
        self._columns = [column for column in columns if not column.field.kind.looked_up]
        self._looked_up = [column for column in columns if column.field.kind.looked_up]
        self._by_field = {column.field.name: column for column in columns}
        self._rows = zip(table.numbers[done:], rows[done:], strict=True)
        return len(table.numbers)

    def chunk(self, size: int) -> Chunk:
        """Read the next rows, at most `size`; none when the sheet is at its end."""
        numbered = list(islice(self._rows, size))
        rows = [cells for _, cells in numbered]
        others: list[list[tuple[str, str]]] = []
        if self._repeated:
            settled = [self._repeated.settle(row) for row in rows]
            rows, others = [row for row, _ in settled], [left for _, left in settled]
        read = read_rows(rows, self._columns)
        for at, left in enumerate(others):
            if left:
                read.leftovers[at].extend(left)
        notes, left_out = {}, {}
        for at in self._noteworthy(read, len(rows)):
            notes[at] = self._note(rows[at], at, read)
            if at in read.problems or at in read.leftovers:
                left_out[at] = self._left_out(rows[at], at, read)
        keys = [self._keys(field, read, len(rows)) for field in self._identity]
        unique = [self._keys(field, read, len(rows), plain=not field.protected) for field in self._unique]
        known = {
            field.name: own
            for field, own in zip(self._identity, keys, strict=True)
            if field.name in read.values and isinstance(field.kind.column, Text) and not field.protected
        }
        payload = pickle.dumps(Payload(read.values, known, left_out), protocol=5)
        return Chunk([number for number, _ in numbered], keys, unique, notes, payload)

    def _noteworthy(self, read: ReadRows, count: int) -> Collection[int]:
        """Find the rows about which there is more to know than their keys."""
        if self._looked_up or not self._columns:
            return range(count)
        found = {*read.problems, *read.leftovers}
        if not self._required:
            return found | {at for at, row in enumerate(zip(*read.values.values(), strict=True)) if not _says(row)}
        for name in self._required:
            values = read.values.get(name)
            found.update(at for at in range(count) if values is None or values[at] is None)
        return found

    def _note(self, cells: Sequence[Any], at: int, read: ReadRows) -> Note:
        problems, leftovers = read.problems.get(at, ()), read.leftovers.get(at, ())
        looked_up = self._names(cells)
        remarks = [self._unreadable(cells, problem) for problem in problems]
        remarks += [self._leftover(*each) for each in leftovers]
        fatal = self._strict and bool(problems)
        empty = not (looked_up or problems or _says(values[at] for values in read.values.values()))
        for name in self._required:
            given = name in looked_up or (name in read.values and read.values[name][at] is not None)
            if not given and not empty:
                fatal = True
                if not any(remark.field == name for remark in remarks):
                    remarks.append(self._missing(name))
        return Note(looked_up, remarks, fatal, empty)

    def _left_out(self, cells: Sequence[Any], at: int, read: ReadRows) -> dict[str, str]:
        unread = {p.field_name: self._original(cells, p.field_name) for p in read.problems.get(at, ())}
        return unread | dict(read.leftovers.get(at, ()))

    def _names(self, cells: Sequence[Any]) -> dict[str, tuple[str, str]]:
        """Collect the names to be looked up: by field, the name and its column."""
        found = {}
        for column in self._looked_up:
            raw = restored(cells[column.index]) if column.index < len(cells) else None
            raw = raw.value if isinstance(raw, Merged) else raw
            if not is_blank(raw) and (name := clean_line(shown(raw))):
                found[column.field.name] = (name, column.header)
        return found

    def _keys(self, field: Field, read: ReadRows, count: int, *, plain: bool = False) -> Sequence[Any]:
        """Give what the values of a field are told apart by: a key, or just the value."""
        values, key = read.values.get(field.name, (None,) * count), field.kind.key
        return values if plain else [None if value is None else key(value, field) for value in values]

    def _original(self, cells: Sequence[Any], name: str) -> str:
        return shown(restored(cells[self._by_field[name].index]))[:LONGEST]

    def _unreadable(self, cells: Sequence[Any], problem: Problem) -> Remark:
        field = self._fields[problem.field_name]
        text = "" if field.protected else problem.raw_text
        about = "option" if field.choices else "unreadable"
        return Remark(about, field.name, problem.column_header, problem.sentence, text)

    def _leftover(self, name: str, text: str) -> Remark:
        sentence = _("Only one value fits in: the first is taken, the rest is left out.")
        kept = "" if self._fields[name].protected else text
        return Remark("leftover", name, self._by_field[name].header, sentence, kept)

    def _missing(self, name: str) -> Remark:
        header = self._by_field[name].header if name in self._by_field else ""
        return Remark("missing", name, header, _("%(field)s is required.", field=self._fields[name].text))


def column_of(table: Outline, at: int, rows: Sequence[Sequence[Any]]) -> Column:
    """Tell what a column says about its cells."""
    unit = table.units.get(at, table.unit)

    def texts() -> Collection[str]:
        return {row[at] for row in rows if at < len(row) and type(row[at]) is str}

    traditional = is_traditional(table.headers.values())
    heading = table.headers.get(at, "")
    return Column(heading, unit, traditional=traditional, from_1904=table.from_1904, texts=texts)


def _says(values: Iterable[Any]) -> bool:
    return any(value is not None for value in values)

"""Turn many new records into the text that COPY reads. Pure computing: it can run in a process of its own."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import orjson
from psycopg.adapt import PyFormat, Transformer
from sqlalchemy import ARRAY, Boolean, Date, DateTime, Integer, LargeBinary, Numeric, Text, Uuid
from sqlalchemy.types import TypeEngine

from saas.fields.field import Field
from saas.forms.form import Form
from saas.forms.tables import Shape, columns_of
from saas.formulas.compute import compute
from saas.kit.pairs import title_texts
from saas.records.rows import encode
from tenants.keys import Cipher

NULL = "\\N"
OWN = ("id", "owner_id", "department_id")
SAME = ("version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at")
TITLE = ("title_key", "search_text")
HISTORY = ("form_id", "record_id", "version", "at", "person_id", "action", "changes")

_special = re.compile(r"[\\\n\r\t\0]").search
_escapes = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": None})
_quotes = str.maketrans({"\\": r"\\", '"': r"\""})

Write = Callable[[Any], str]
Owner = tuple[int | None, int | None]
"""A person and their department."""


class NewRecords(NamedTuple):
    """Records to write: their ids of 16 bytes, whose they are, and by field the value of each, None where it is empty.

    By place come the texts of a source that did not fit. `sums` are those of each record's lines, as formulas say it.
    """

    ids: Sequence[bytes]
    owners: Sequence[Owner]
    values: Mapping[Field, Sequence[Any]]
    keys: Mapping[Field, Sequence[str | None]] = {}
    """What texts are told apart by, where that is known already."""
    left_out: Mapping[int, Mapping[Field, str]] = {}
    sums: Sequence[Mapping[str, Decimal]] = ()


class Sealed(NamedTuple):
    """Records as COPY text: the lines for the record table and for the history."""

    records: bytes
    history: bytes


def sealed_columns(form: Form) -> list[str]:
    """List the record table's columns in the order in which they are sealed."""
    own = [*OWN, *SAME, *TITLE]
    return own + [column.name for column in form.table.columns if column.name not in own]


class Sealer:
    """Seals records of one form that one person brings in at one moment."""

    def __init__(self, form: Form, cipher: Cipher, person: int | None, moment: datetime, action: str) -> None:
        self._form, self._cipher = form, cipher
        who, when = write_number(person), moment.isoformat()
        self._same = "\t".join(("1", when, who, when, who, NULL))
        self._history = "\t".join(("1", when, who, action))
        self._formulas = [field for field in form.fields if "formula" in field.options]
        stored = [field for field in form.fields if field.kind.column is not None]
        self._writers = {field: [writer_of(column.type) for column in columns_of(Shape.of(field))] for field in stored}

    def seal(self, records: NewRecords) -> Sealed:
        """Write the COPY text of some records: column by column, which is a third faster than row by row."""
        ids, values, nothing = records.ids, records.values, [None] * len(records.ids)
        if self._formulas:
            values = {**values, **self._computed(records)}
        written = [id.hex() for id in ids]
        whose = {owner: "\t".join(map(write_number, owner)) for owner in set(records.owners)}
        titles = values.get(self._form.title, nothing) if self._form.title else nothing
        columns = [
            written,
            [whose[owner] for owner in records.owners],
            [self._same] * len(ids),
            [title_cells(title) for title in titles],
            *self._cells(records, values),
        ]
        lines = map("\t".join, zip(*columns, strict=True))
        changes = ["{}"] * len(ids)
        for n, texts in records.left_out.items():
            changes[n] = self._left_out(ids[n], texts)
        form, same = self._form.id, self._history
        history = [f"{form}\t{id}\t{same}\t{said}" for id, said in zip(written, changes, strict=True)]
        return Sealed("\n".join([*lines, ""]).encode(), "\n".join([*history, ""]).encode())

    def _cells(self, records: NewRecords, values: Mapping[Field, Sequence[Any]]) -> Iterator[Sequence[str]]:
        """Write the columns of the fields."""
        for field, writers in self._writers.items():
            if field not in values:
                yield from [[NULL] * len(records.ids)] * len(writers)
                continue
            keys = records.keys.get(field)
            columns = encode(self._form, self._cipher, field, records.ids, values[field], keys)
            for cells, write in zip(columns.values(), writers, strict=True):
                yield (
                    escape_all(cells) if write is escape else [NULL if cell is None else write(cell) for cell in cells]
                )

    def _computed(self, records: NewRecords) -> dict[Field, Sequence[Any]]:
        """Compute the formula fields of each record."""
        sums = records.sums or [{}] * len(records.ids)
        rows = [{field: column[n] for field, column in records.values.items()} for n in range(len(records.ids))]
        for row, own in zip(rows, sums, strict=True):
            compute(self._form, row, own)
        return {field: [row[field] for row in rows] for field in self._formulas}

    def _left_out(self, id: bytes, texts: Mapping[Field, str]) -> str:
        kept = {str(field.id): self._kept(id, field, text) for field, text in texts.items()}
        return escape(orjson.dumps({"left_out": kept}).decode())

    def _kept(self, id: bytes, field: Field, text: str) -> Any:
        if not field.protected:
            return text
        sealed = self._cipher.encrypt(text, self._form.id, field.id, id)
        return {"sealed": base64.b64encode(sealed).decode()}


def title_cells(title: Any) -> str:
    """Write the columns that sorting and searching use."""
    key, text = title_texts("" if title is None else str(title))
    return f"{key}\t{escape(text)}"  # The key has letters, digits and spaces alone.


def escape(text: str) -> str:
    """Escape what COPY would take for its own signs; a NUL is dropped."""
    return text.translate(_escapes) if _special(text) else text


def escape_all(texts: Sequence[str | None]) -> list[str]:
    """Escape the cells of a column: looked through as one, since hardly any holds a sign of COPY's."""
    if _special("".join(filter(None, texts))):
        return [NULL if text is None else escape(text) for text in texts]
    return [NULL if text is None else text for text in texts]


def write_number(value: int | None) -> str:
    """Write a whole number or nothing."""
    return NULL if value is None else str(value)


def write_array(items: Sequence[Any]) -> str:
    """Write an array of texts or numbers."""
    return escape("{" + ",".join(f'"{str(item).translate(_quotes)}"' for item in items) + "}")


def write_any(value: Any) -> str:
    """Write whatever psycopg can, in its own way."""
    dumped = Transformer().get_dumper(value, PyFormat.TEXT).dump(value)
    return escape(bytes(dumped or b"").decode())


WRITERS: tuple[tuple[type[TypeEngine[Any]], Write], ...] = (
    (Text, escape),
    (Integer, str),
    (Numeric, str),
    (DateTime, datetime.isoformat),
    (Date, str),
    (Uuid, str),
    (LargeBinary, lambda value: "\\\\x" + value.hex()),
    (Boolean, lambda value: "t" if value else "f"),
    (ARRAY, write_array),
)


def writer_of(type: TypeEngine[Any]) -> Write:
    """Choose how values of a column type are written."""
    return next((write for known, write in WRITERS if isinstance(type, known)), write_any)

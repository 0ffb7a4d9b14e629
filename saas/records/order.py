"""The order of a list, and cursors: places in that order where the next page begins."""

import base64
import binascii
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, FromClause, Select, and_, literal, literal_column, or_

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.filters.build import find_field
from saas.forms.form import Form
from saas.kit.errors import Refusal
from saas.records.seen import is_link, reads_as
from saas.records.view import FormView

MOST_SORTS = 3
LARGEST_WHOLE = 2**31 - 1
LARGEST_NUMBER = Decimal(10) ** 18


class BadSort(Refusal):
    """Records cannot be sorted by %(name)s."""

    code, status = "bad_sort", 422


class BadCursor(Refusal):
    """This page cursor does not belong to this list. Start from the first page."""

    code, status = "bad_cursor", 422


class Key(NamedTuple):
    """What a list is sorted by."""

    field: Field
    expression: ColumnElement[Any]
    down: bool

    @property
    def name(self) -> str:
        """Name it as it is asked for."""
        return ("-" if self.down else "") + self.field.name

    @property
    def order(self) -> ColumnElement[Any]:
        """Write it for ORDER BY, empty values last."""
        ordered = self.expression.desc() if self.down else self.expression.asc()
        # Where nothing can be empty, saying so would keep PostgreSQL from walking an index backwards.
        return ordered.nulls_last() if getattr(self.expression, "nullable", True) else ordered


def sort_keys(view: FormView, names: Sequence[str]) -> list[Key]:
    """Read sort names into fields, expressions and directions. Raise BadSort or UnknownField."""
    keys = []
    for name in names[:MOST_SORTS]:
        field = find_field(view, name.removeprefix("-"))
        if field.kind.column is None or view.masks(field):
            raise BadSort(name=field.name)
        key = key_of(view.form, field, name.startswith("-"))
        hidden = is_link(view, field) and field is not view.title
        keys.append(key._replace(expression=field.kind.order(reads_as(view, field), field)) if hidden else key)
    return keys


def key_of(form: Form, field: Field, down: bool) -> Key:
    """Write what a field is sorted by."""
    if field is form.title:
        return Key(field, form.table.c.title_key, down)
    return Key(field, field.kind.order(form.table.c[field.column], field), down)


class Cut(NamedTuple):
    """Which rows of an ordered statement make a page."""

    size: int
    offset: int = 0


def page_of(statement: Select[Any], source: FromClause, keys: Sequence[Key], cut: Cut) -> Select[Any]:
    """Order a statement and cut a page out of it; its last columns, `key_0` and on, are what a cursor needs."""
    statement = statement.add_columns(*(key.expression.label(f"key_{n}") for n, key in enumerate(keys)))
    # Ids are made in the order of time, so that the newest comes first where nothing else decides.
    orders = [*(key.order for key in keys), source.c.id.desc()]
    # A number in the text: PostgreSQL would plan for a tenth of all rows if it did not know how few are wanted.
    statement = statement.order_by(*orders).limit(literal_column(str(cut.size)))
    return statement.offset(cut.offset) if cut.offset else statement


def cursor_at(row: Sequence[Any], keys: Sequence[Key]) -> str:
    """Write the cursor of a row of an ordered statement."""
    values = [_json(value) for value in row[len(row) - len(keys) :]] if keys else []
    return base64.urlsafe_b64encode(orjson.dumps([[key.name for key in keys], values, str(row[0])])).decode()


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)


def beyond(view: FormView, keys: Sequence[Key], cursor: str) -> ColumnElement[bool]:
    """Write the condition for rows after a cursor: equal so far, then past it; empty values come last."""
    values, last = _read_cursor(keys, cursor)
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (_, key, down), value in zip(keys, values, strict=True):
        if value is not None:
            at = literal(value, key.type)
            past = key < at if down else key > at
            ways.append(and_(*equal, or_(past, key.is_(None))))
        equal.append(key.is_(None) if value is None else key == literal(value, key.type))
    ways.append(and_(*equal, view.table.c.id < last))
    return or_(*ways)


def _read_cursor(keys: Sequence[Key], cursor: str) -> tuple[list[Any], UUID]:
    try:
        names, raw, id = orjson.loads(base64.urlsafe_b64decode(cursor))
        if names != [key.name for key in keys] or len(raw) != len(keys):
            raise BadCursor
        return [_typed(key.expression, value) for key, value in zip(keys, raw, strict=True)], UUID(id)
    except (ValueError, TypeError, ArithmeticError, AttributeError, binascii.Error, Unreadable):
        raise BadCursor from None


def _typed(key: ColumnElement[Any], value: Any) -> Any:
    if value is None:
        return None
    python = key.type.python_type
    if python in (int, bool, str, list):
        return _as_written(python, value)
    typed = python.fromisoformat(value) if hasattr(python, "fromisoformat") else python(str(value))
    if isinstance(typed, Decimal) and (not typed.is_finite() or abs(typed) >= LARGEST_NUMBER):
        raise BadCursor
    return typed


def _as_written(python: type[Any], value: Any) -> Any:
    """Take what JSON holds as it is, within what a column can hold."""
    if type(value) is not python or (python is int and abs(value) > LARGEST_WHOLE):
        raise BadCursor
    texts = [value] if python is str else value if python is list else []
    if any(not isinstance(text, str) or "\0" in text for text in texts):
        raise BadCursor
    return value

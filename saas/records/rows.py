"""From values to the columns of a record table: encrypted, indexed blindly, made searchable."""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from saas.fields.field import Field
from saas.filters.build import blind_last_four
from saas.forms.form import Form
from saas.kit.pairs import title_texts
from tenants.keys import Cipher


def encoder(form: Form, cipher: Cipher, field: Field) -> Callable[[bytes, Any], dict[str, Any]]:
    """Make the function that turns one field's value into its columns; it is asked with the record's id as bytes."""
    column = field.column
    if not field.protected:
        if not field.options.get("identity"):
            return lambda record, value: {column: value}
        return lambda record, value: {
            column: value,
            f"{column}_k": None if value is None else field.kind.key(value, field),
        }
    blind, short = f"{column}_i", f"{column}_l"
    empty = {column: None, blind: None} | ({short: None} if "last_four" in field.kind.operators else {})

    def sealed(record: bytes, value: Any) -> dict[str, Any]:
        if value is None:
            return empty.copy()
        row: dict[str, Any] = {column: cipher.encrypt(value, form.id, field.id, record)}
        row[blind] = cipher.blind(field.id, field.kind.key(value, field))
        if short in empty:
            row[short] = blind_last_four(cipher, field, value)
        return row

    return sealed


def title_columns(form: Form, title: Any) -> dict[str, Any]:
    """Compute a record's search and sort columns from its title."""
    key, text = title_texts("" if title is None else str(title))
    return {"title_key": key, "search_text": text}


def to_columns(form: Form, cipher: Cipher, record: UUID, values: Mapping[Field, Any]) -> dict[str, Any]:
    """Turn values into the columns to write."""
    row: dict[str, Any] = {}
    for field, value in values.items():
        if field.kind.column is not None:
            row |= encoder(form, cipher, field)(record.bytes, value) if field.id > 0 else {field.column: value}
    if form.title in values:
        row |= title_columns(form, values[form.title])
    return row


def to_history(field: Field, value: Any, columns: Mapping[str, Any]) -> Any:
    """Write a value for the history: protected ones stay ciphertext there too."""
    if value is None:
        return None
    if field.protected:
        return base64.b64encode(columns[field.column]).decode()
    return field.kind.dump(value, field)

"""From values to the columns of a record table: encrypted, indexed blindly, made searchable."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from saas.fields.field import Field
from saas.filters.build import blind_last_four
from saas.forms.form import Form
from saas.kit.pairs import title_texts
from tenants.keys import Cipher


def encode(
    form: Form,
    cipher: Cipher,
    field: Field,
    ids: Sequence[bytes],
    values: Sequence[Any],
    keys: Sequence[str | None] | None = None,
) -> dict[str, Sequence[Any]]:
    """Turn a field's values in some records, whose ids are given as bytes, into its columns.

    `keys` are what values are told apart by, where that is known already.
    """
    column, key = field.column, field.kind.key
    if not field.protected:
        if not field.options.get("identity"):
            return {column: values}
        known = keys or [None if value is None else key(value, field) for value in values]
        return {column: values, f"{column}_k": known}
    held = [(id, value) for id, value in zip(ids, values, strict=True) if value is not None]
    columns: dict[str, Sequence[Any]] = {
        column: cipher.encrypt_all(form.id, field.id, held),
        f"{column}_i": [cipher.blind(field.id, key(value, field)) for _, value in held],
    }
    if "last_four" in field.kind.operators:
        columns[f"{column}_l"] = [blind_last_four(cipher, field, value) for _, value in held]
    if len(held) == len(values):
        return columns
    return {name: _spread(cells, values) for name, cells in columns.items()}


def _spread(cells: Sequence[bytes], values: Sequence[Any]) -> list[bytes | None]:
    """Put cells beside the values that they are of."""
    rest = iter(cells)
    return [None if value is None else next(rest) for value in values]


def to_columns(form: Form, cipher: Cipher, record: UUID, values: Mapping[Field, Any]) -> dict[str, Any]:
    """Turn values into the columns to write."""
    row: dict[str, Any] = {}
    for field, value in values.items():
        if field.kind.column is not None:
            columns = encode(form, cipher, field, [record.bytes], [value])
            row |= {name: cell for name, (cell,) in columns.items()}
    if form.title in values:
        title = values[form.title]
        row["title_key"], row["search_text"] = title_texts("" if title is None else str(title))
    return row


def to_history(field: Field, value: Any, columns: Mapping[str, Any]) -> Any:
    """Write a value for the history: protected ones stay ciphertext there too."""
    if value is None:
        return None
    if field.protected:
        return base64.b64encode(columns[field.column]).decode()
    return field.kind.dump(value, field)

"""Tell what a save changes: read values against the columns that are stored."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from saas.fields.field import Field
from saas.forms.form import Form
from saas.records.changes import Values
from saas.records.rows import to_columns, to_history
from tenants.keys import Cipher


def changed_columns(
    form: Form, cipher: Cipher, id: UUID, values: Values, stored: Mapping[str, Any], *, told: Collection[Field] = ()
) -> tuple[dict[str, Any], dict[Field, list[Any]]]:
    """Give the columns to write, of those values alone that differ from what is stored, and old and new for each.

    A protected value counts as different unless it is `told`: whether a guess was right must show nowhere, not even in
    a version that stays the same.
    """
    row: dict[str, Any] = {}
    changes: dict[Field, list[Any]] = {}
    for field, value in values.items():
        if field.kind.column is None:
            continue
        new = to_columns(form, cipher, id, {field: value})
        compared = f"{field.column}_i" if field.protected else field.column
        guessed = field.protected and field not in told and new[compared] is not None
        if guessed or stored[compared] != new[compared]:
            row |= new
            changes[field] = [to_history(field, stored[field.column], stored), to_history(field, value, new)]
    return row, changes

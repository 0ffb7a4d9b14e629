"""A record's values as cells: numbers and dates as themselves, all else in words, masked where its viewer's are."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from saas.exports.cells import Share
from saas.fields.field import Field
from saas.kit.clock import zone
from saas.people.directory import Directory
from saas.records.record import Masked, Record
from saas.records.view import FormView


def exportable(view: FormView, names: Sequence[str] | None = None) -> list[Field]:
    """List the visible fields that have a column, all or the named ones."""
    fields = view.fields if names is None else [view.by_name[name] for name in names if name in view.by_name]
    return [field for field in fields if field.kind.column is not None]


def cells_of(record: Record, fields: Sequence[Field], directory: Directory) -> list[Any]:
    """Give a record's values for a spreadsheet."""
    return [cell_of(record, field, directory) for field in fields]


def cell_of(record: Record, field: Field, directory: Directory) -> Any:
    """Give one value as what it is where a spreadsheet knows that, else in words."""
    value = record.values.get(field.name) if field.id > 0 else getattr(record, field.column)
    if value is None or isinstance(value, Masked):
        return value
    if field.kind.looked_up == "people":
        return directory.name(value)
    if field.kind.looked_up == "records":
        return record.titles.get(field.name, "")
    if field.kind.widget == "percent":
        return Share(value)
    if isinstance(value, datetime):
        return value.astimezone(zone())
    if isinstance(value, Decimal | date) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return value if isinstance(value, str) and not field.choices else field.kind.show(value, field)

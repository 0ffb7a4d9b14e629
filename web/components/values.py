"""What templates ask about records."""

from typing import Any

from saas.fields.field import Field
from saas.records.record import Masked, Record


def value_of(record: Record, field: Field) -> Any:
    """Give a field's value, also of the fields that the system keeps itself."""
    return record.values.get(field.name) if field.id > 0 else getattr(record, field.column)


def is_masked(value: object) -> bool:
    """Tell whether a value is shown masked."""
    return isinstance(value, Masked)


def choices_of(field: Field) -> list[tuple[str, str]]:
    """List a choice field's options as inputs take them: key and words."""
    return [(choice.key, choice.text) for choice in field.choices.values()]

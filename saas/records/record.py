"""A record as a viewer gets it: hidden fields are absent and protected values are masked already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.fields.field import Field


class Masked(str):
    """A protected value with most of it hidden."""

    __slots__ = ()


@dataclass(slots=True)
class Record:
    """One record. `values` are by field name; `titles` name what link fields point to, `trashed` those in the trash."""

    id: UUID
    version: int
    owner_id: int | None
    department_id: int | None
    created_at: datetime
    created_by: int | None
    updated_at: datetime
    updated_by: int | None
    deleted_at: datetime | None
    title: str
    values: dict[str, Any]
    titles: Mapping[str, str] = field(default_factory=dict)
    trashed: Collection[str] = ()
    lines: dict[str, "list[Record]"] = field(default_factory=dict)


def value_of(record: Record, field: Field) -> Any:
    """Give a field's value, also of the fields that the system keeps itself."""
    return record.values.get(field.name) if field.id > 0 else getattr(record, field.column)

"""A record as a viewer gets it: hidden fields are absent and protected values are masked already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from saas.fields.field import Field


class Masked(str):
    """A protected value with most of it hidden."""

    __slots__ = ()


class Trashed(NamedTuple):
    """What a link led to before that was put into the trash."""

    id: UUID
    title: str


@dataclass(slots=True)
class Record:
    """One record. `values` are by field name; `titles` name what link fields point to.

    A link to a record in the trash reads as empty; `trashed` still knows where it leads.
    """

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
    trashed: Mapping[str, Trashed] = field(default_factory=dict)
    lines: dict[str, "list[Record]"] = field(default_factory=dict)


def value_of(record: Record, field: Field) -> Any:
    """Give a field's value, also of the fields that the system keeps itself."""
    return record.values.get(field.name) if field.id > 0 else getattr(record, field.column)

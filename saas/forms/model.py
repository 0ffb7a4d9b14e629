"""Form and field definitions as stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import TenantTable


class FormRow(TenantTable):
    """A form definition."""

    __tablename__ = "forms"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    label: Mapped[dict[str, Any]]
    icon: Mapped[str]
    position: Mapped[int]
    settings: Mapped[dict[str, Any]]


class FieldRow(TenantTable):
    """A field definition."""

    __tablename__ = "fields"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"))
    name: Mapped[str]
    label: Mapped[dict[str, Any]]
    kind: Mapped[str]
    options: Mapped[dict[str, Any]]
    required: Mapped[bool]
    unique: Mapped[bool]
    protected: Mapped[bool]
    default: Mapped[Any] = mapped_column(type_=TenantTable.type_annotation_map[dict[str, Any]])
    help: Mapped[dict[str, Any]]
    section: Mapped[str]
    position: Mapped[int]
    removed_at: Mapped[datetime | None]

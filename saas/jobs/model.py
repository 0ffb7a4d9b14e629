"""Long work that a person asked for, as they see it: how far it is, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import TenantTable

WORKING = ("checking", "queued", "running", "cancelling", "undoing")
"""States in which the queue has something to do."""
OVER = ("done", "failed", "cancelled", "undone")
"""States in which nothing is to come unless somebody asks for more."""


class Job(TenantTable):
    """An import, an export."""

    __tablename__ = "jobs"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("forms.id"))
    status: Mapped[str] = mapped_column(server_default="queued")
    progress: Mapped[float] = mapped_column(server_default="0")
    counts: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

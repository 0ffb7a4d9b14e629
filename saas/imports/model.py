"""Imports as stored: the job, the sheets it reads, and what there is to say about single rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import TenantTable

COUNTS = ("created", "updated", "duplicate", "rejected", "skipped")
"""What can become of a row. Their sum is the number of filled rows."""
OPEN = ("draft", "checking", "checked", "queued", "running", "cancelling", "undoing")
"""States in which something is still to come."""


class Job(TenantTable):
    """Long work that a person asked for: an import, an export."""

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


class ImportFile(TenantTable):
    """One sheet of an uploaded file: where its table is and which column goes to which field.

    `file_id` is the upload as it came, `cells_id` its cells as they were read once, `found` what a person is shown of
    them, sealed. `mapping` leads from a column's index to a field's name.
    """

    __tablename__ = "import_files"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"))
    cells_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"))
    sheet: Mapped[str]
    found: Mapped[bytes]
    included: Mapped[bool] = mapped_column(server_default="true")
    header_row: Mapped[int]
    mapping: Mapped[dict[str, Any]]
    done_rows: Mapped[int] = mapped_column(server_default="0")
    total_rows: Mapped[int] = mapped_column(server_default="0")


class ImportRemark(TenantTable):
    """What there is to say about one row: why it was not imported, or what of it was left out."""

    __tablename__ = "import_remarks"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    reasons: Mapped[list[Any]]
    record_id: Mapped[UUID | None] = mapped_column(Uuid)

"""Imports as stored: the sheets a job reads, and what there is to say about single rows."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import TenantTable

COUNTS = ("created", "updated", "duplicate", "rejected", "skipped")
"""What can become of a row. Their sum is the number of filled rows."""


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
    """What there is to say about one row: why it was not imported, or what of it was left out.

    There are thousands, written in the same transaction as the job's own row: no foreign key looks for it each time.
    """

    __tablename__ = "import_remarks"

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    reasons: Mapped[list[Any]]
    record_id: Mapped[UUID | None] = mapped_column(Uuid)
    title: Mapped[str] = mapped_column(server_default="")
    """Whom or what the row is about, unless that is protected."""

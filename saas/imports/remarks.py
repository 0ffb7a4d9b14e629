"""What there is to say about single rows, kept beside the import."""

from collections.abc import Sequence
from uuid import UUID

import orjson
from sqlalchemy import func, select

from saas.imports.deciding import RowRemark
from saas.imports.model import ImportRemark
from saas.jobs.model import Job
from saas.records.bulk import copy_in
from saas.records.sealing import NULL, escape
from tenants.sessions import TenantSession

COLUMNS = ("job_id", "n", "row_number", "outcome", "reasons", "record_id")


async def keep_remarks(db: TenantSession, job: UUID, n: int, remarks: Sequence[RowRemark]) -> None:
    """Keep what is said about the rows of a chunk."""
    sheet = f"{job}\t{n}"
    lines = "".join(
        f"{sheet}\t{each.row}\t{each.outcome}\t{reasons_json(each)}\t{each.record or NULL}\n" for each in remarks
    )
    if lines:
        await copy_in(db, "import_remarks", COLUMNS, lines.encode())


def reasons_json(remark: RowRemark) -> str:
    """Write the reasons as JSON inside COPY text."""
    return escape(orjson.dumps([reason._asdict() for reason in remark.reasons]).decode())


async def remarks_of(db: TenantSession, job: Job, n: int, outcomes: Sequence[str]) -> list[ImportRemark]:
    """List what is said about the rows of one sheet, in their order."""
    query = select(ImportRemark).where(
        ImportRemark.job_id == job.id, ImportRemark.n == n, ImportRemark.outcome.in_(outcomes)
    )
    return list((await db.execute(query.order_by(ImportRemark.row_number))).scalars())


async def count_remarks(db: TenantSession, job: Job) -> dict[str, int]:
    """Count the rows about which there is something to say, by what became of them."""
    query = select(ImportRemark.outcome, func.count()).where(ImportRemark.job_id == job.id)
    return dict((await db.execute(query.group_by(ImportRemark.outcome))).all())


async def some_remarks(db: TenantSession, job: Job, limit: int = 20) -> list[ImportRemark]:
    """List the first rejected rows, then those of which something was left out."""
    query = select(ImportRemark).where(ImportRemark.job_id == job.id, ImportRemark.outcome != "duplicate")
    order = (ImportRemark.outcome != "rejected", ImportRemark.n, ImportRemark.row_number)
    return list((await db.execute(query.order_by(*order).limit(limit))).scalars())

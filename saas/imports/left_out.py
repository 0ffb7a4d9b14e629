"""What an import left out, for whoever asks by a program: whole columns, and single cells by row."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from saas.imports.model import ImportFile, ImportRemark
from saas.imports.queries import found_in, source_names
from saas.jobs.model import Job
from tenants.sessions import TenantSession

MOST = 1_000
"""Rows that are told at once; all of them are in the workbook that the import's page gives."""


@dataclass(frozen=True)
class LeftOut:
    """The columns that go nowhere, and the rows about which there is something to say, at most `MOST`."""

    columns: list[dict[str, Any]]
    remarks: list[dict[str, Any]]
    more: bool


NOTHING = LeftOut([], [], more=False)


async def left_out(db: TenantSession, job: Job) -> LeftOut:
    """Name what an import left out; takes three statements."""
    stored = select(ImportFile).where(ImportFile.job_id == job.id).order_by(ImportFile.n)
    sources = [source for source in (await db.execute(stored)).scalars() if source.included]
    names = await source_names(db, sources)
    said = select(ImportRemark).where(ImportRemark.job_id == job.id)
    order = (ImportRemark.n, ImportRemark.row_number)
    remarks = list((await db.execute(said.order_by(*order).limit(MOST + 1))).scalars())
    columns = [one for source in sources for one in _columns(db, source, names[source.n])]
    return LeftOut(columns, [_remark(each, names) for each in remarks[:MOST]], len(remarks) > MOST)


def _columns(db: TenantSession, source: ImportFile, file: str) -> list[dict[str, Any]]:
    return [
        {"file": file, "column": column.letter, "heading": column.header, "perhaps": column.perhaps}
        for column in found_in(db, source).columns
        if str(column.index) not in source.mapping
    ]


def _remark(remark: ImportRemark, names: dict[int, str]) -> dict[str, Any]:
    return {
        "file": names.get(remark.n, ""),
        "row": remark.row_number,
        "outcome": remark.outcome,
        "record": remark.record_id,
        "reasons": remark.reasons,
    }

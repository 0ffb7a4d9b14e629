"""What there is to say about single rows, kept beside the import."""

import pickle
from collections.abc import Sequence
from uuid import UUID

import orjson
from sqlalchemy import case, cast, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB

from saas.imports.deciding import RowRemark
from saas.imports.model import ImportRemark
from saas.imports.reading import Chunk, Payload
from saas.jobs.model import Job
from saas.records.bulk import copy_in
from saas.records.sealing import NULL, escape
from saas.records.view import FormView
from tenants.sessions import TenantSession

COLUMNS = ("job_id", "n", "row_number", "outcome", "reasons", "record_id", "title")
LONGEST_TITLE = 80
PAGE = 50


async def forget_remarks(db: TenantSession, job: UUID) -> None:
    """Forget what was said by an earlier check."""
    await db.execute(delete(ImportRemark).where(ImportRemark.job_id == job))


async def keep_remarks(db: TenantSession, job: UUID, n: int, remarks: Sequence[RowRemark]) -> None:
    """Keep what is said about the rows of a chunk."""
    sheet = f"{job}\t{n}"
    lines = "".join(
        f"{sheet}\t{each.row}\t{each.outcome}\t{reasons_json(each)}\t{each.record or NULL}\t{escape(each.title)}\n"
        for each in remarks
    )
    if lines:
        await copy_in(db, "import_remarks", COLUMNS, lines.encode())


def with_titles(view: FormView, chunk: Chunk, remarks: Sequence[RowRemark]) -> Sequence[RowRemark]:
    """Say whom the rows are about, where that is not protected."""
    title = view.title
    if not remarks or title is None or title.protected or view.masks(title):
        return remarks
    payload: Payload = pickle.loads(chunk.payload)  # noqa: S301 -- from our own reading process.
    values, places = payload.values.get(title.name), {number: at for at, number in enumerate(chunk.numbers)}
    if values is None:
        return remarks
    return [
        each._replace(title=title.kind.show(value, title)[:LONGEST_TITLE])
        if (value := values[places[each.row]]) is not None
        else each
        for each in remarks
    ]


def reasons_json(remark: RowRemark) -> str:
    """Write the reasons as JSON inside COPY text."""
    return escape(orjson.dumps([reason._asdict() for reason in remark.reasons]).decode())


async def remarks_of(db: TenantSession, job: Job, n: int) -> list[ImportRemark]:
    """List what is said about the rows of one sheet, in their order."""
    query = select(ImportRemark).where(ImportRemark.job_id == job.id, ImportRemark.n == n)
    return list((await db.execute(query.order_by(ImportRemark.row_number))).scalars())


async def count_remarks(db: TenantSession, job: Job) -> dict[str, int]:
    """Count the rows about which there is something to say, by what became of them."""
    query = select(ImportRemark.outcome, func.count()).where(ImportRemark.job_id == job.id)
    return dict((await db.execute(query.group_by(ImportRemark.outcome))).all())


async def page_of_remarks(
    db: TenantSession, job: Job, *, outcomes: Sequence[str] = (), about: str = "", n: int | None = None, page: int = 1
) -> tuple[list[ImportRemark], int]:
    """List a page of what is said about rows, refused ones first, and count how many there are in all."""
    wanted = [ImportRemark.job_id == job.id]
    if outcomes:
        wanted.append(ImportRemark.outcome.in_(outcomes))
    if about:
        wanted.append(cast(ImportRemark.reasons, JSONB).contains([{"about": about}]))
    if n is not None:
        wanted.append(ImportRemark.n == n)
    rank = case({"rejected": 0, "skipped": 1, "duplicate": 3}, value=ImportRemark.outcome, else_=2)
    query = select(ImportRemark, func.count().over()).where(*wanted)
    query = query.order_by(rank, ImportRemark.n, ImportRemark.row_number).limit(PAGE).offset((page - 1) * PAGE)
    rows = (await db.execute(query)).all()
    return [remark for remark, _count in rows], rows[0][1] if rows else 0

"""Rehearse an import on all its rows: the same reading and deciding, and nothing written but what was found."""

from collections.abc import Iterator
from contextlib import aclosing
from uuid import UUID

from sqlalchemy import update

from saas.audit.log import log
from saas.imports.chunks import chunks_of
from saas.imports.context import context_of
from saas.imports.deciding import Decided, Deciding, RowRemark
from saas.imports.preview import Preview
from saas.imports.reading import Remark
from saas.imports.remarks import forget_remarks, keep_remarks, with_titles
from saas.jobs.guard import Overtaken
from saas.jobs.model import Job
from saas.kit.clock import now
from saas.kit.i18n import _
from tenants.sessions import TenantSession


async def check_import(db: TenantSession, id: UUID) -> None:
    """Count what an import would do, and keep what there is to say about its rows.

    Raise Overtaken when nobody waits for that any more.
    """
    context = await context_of(db, id)
    if context.status != "checking":
        raise Overtaken
    deciding = Deciding(context.view, context.viewer, context.choices, context.directory)
    preview, done = Preview(context.view), 0
    await forget_remarks(db, id)
    async with aclosing(chunks_of(db, context, from_start=True)) as chunks:
        async for source, chunk in chunks:
            decided = await deciding.decide(db, source.name, chunk, source.owner)
            preview.add(chunk, decided)
            await keep_remarks(db, id, source.n, with_titles(context.view, chunk, list(_remarks(decided))))
            done += len(chunk.numbers)
            await _say(db, id, done / max(context.total, 1), preview)
    await _set(db, id, status="checked", progress=1.0, finished_at=now())
    job = await db.get_one(Job, id, populate_existing=True)
    job.settings = {**job.settings, "preview": preview.dump()}
    await db.flush()
    # What was there already is told: a check reads as much as an import does.
    told = {"job": str(id), "rows": done, "duplicates": int(preview.counts.get("duplicate", 0))}
    await log(db, context.viewer, "check_import", form=context.view.name, fields=context.names, detail=told)


def _remarks(decided: Decided) -> Iterator[RowRemark]:
    """Say what would become of rows, of records that are not there yet nothing."""
    for each in decided.remarks:
        yield each._replace(record=None) if each.own or each.outcome == "created" else each
    there = Remark("duplicate", "", "", _("This record exists already."))
    for each_update in decided.updates:
        yield RowRemark(each_update.row, "updated", [*each_update.remarks, there], each_update.id)


async def _say(db: TenantSession, id: UUID, progress: float, preview: Preview) -> None:
    await _set(db, id, progress=min(progress, 0.999), counts=preview.counts)
    await db.commit()
    await db.begin_again()


async def _set(db: TenantSession, id: UUID, **values: object) -> None:
    changed = update(Job).where(Job.id == id, Job.status == "checking").values(values).returning(Job.id)
    if (await db.execute(changed)).first() is None:
        raise Overtaken

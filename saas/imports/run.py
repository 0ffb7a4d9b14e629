"""Run an import: one process reads, one encrypts, PostgreSQL writes, all at the same time.

Each chunk is one transaction that also records how far we are. So a worker that is killed leaves nothing half-written,
and whoever takes the job up goes on after the last chunk that was committed.
"""

import pickle
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import select, update

from saas.forms.portable import portable_form
from saas.imports.chunks import AHEAD, chunks_of
from saas.imports.context import Context, Source, context_of
from saas.imports.deciding import Decided, Deciding, RowRemark
from saas.imports.model import ImportFile
from saas.imports.reading import Chunk, Payload, Remark
from saas.imports.remarks import forget_remarks, keep_remarks, with_titles
from saas.jobs.guard import Overtaken
from saas.jobs.model import Job
from saas.kit.ahead import ahead
from saas.kit.apart import Answer, Apart
from saas.kit.clock import now
from saas.kit.errors import Invalid, Refusal
from saas.kit.i18n import _
from saas.records.bulk import defaults_of, write_bulk
from saas.records.save import update_record
from saas.records.sealing import Sealed
from saas.records.serials import next_serials
from tenants.queue import open_database
from tenants.sessions import TenantSession

TRIES = 3


class Changed(Exception):
    """Forms, fields or rights have changed since the run began, or somebody took a unique value: look again."""


@dataclass
class Pending:
    """A chunk that was decided about and is being sealed."""

    source: Source
    chunk: Chunk
    decided: Decided
    sealed: Answer | None


async def run_import(db: TenantSession, id: UUID) -> None:
    """Import what is not imported yet. Raise Overtaken, or a Refusal when it cannot go on."""
    for left in reversed(range(TRIES)):
        try:
            await Run(db, await _begin(db, id)).all()
            break
        except (Changed, UniqueViolation):
            await db.rollback()
            await db.begin_again()
            if not left:
                raise


async def _begin(db: TenantSession, id: UUID) -> Context:
    """Mark the job as running; its records all get the second in which it first began as the time of their making."""
    began = {"status": "running", "started_at": now().replace(microsecond=0)}
    begins = update(Job).where(Job.id == id, Job.status == "queued").values(began)
    if (await db.execute(begins.returning(Job.id))).first():
        await forget_remarks(db, id)
    await db.commit()
    await db.begin_again()
    context = await context_of(db, id)
    if context.status not in ("running", "cancelling"):
        raise Overtaken
    return context


class Run:
    """One attempt at running an import to its end."""

    def __init__(self, db: TenantSession, context: Context) -> None:
        self._db, self._context = db, context
        self._counts = Counter(context.counts)
        self._done = {source.n: source.done for source in context.sources}
        self._serials = [field for field in context.view.form.fields if field.kind.name == "serial"]

    async def all(self) -> None:
        """Import chunk by chunk until the end, or until somebody cancels."""
        db, context = self._db, self._context
        form, who = portable_form(context.view.form), context.viewer.id or None
        sealing = ("saas.imports.sealing:Sealing", form, db.cipher, who, context.started, defaults_of(context.view))
        async with Apart(*sealing) as self._apart, aclosing(ahead(self._decided(), AHEAD)) as decided:
            async for pending in decided:
                if not await self._write(pending):
                    return
        await self._finish("done")

    async def _decided(self) -> AsyncGenerator[Pending, None]:
        """Decide about chunk after chunk, and have each sealed, while those before are being written."""
        context = self._context
        deciding = Deciding(context.view, context.viewer, context.choices, context.directory)
        async with aclosing(chunks_of(self._db, context)) as chunks:
            async for source, chunk in chunks:
                async with open_database().tenant(self._db.company) as looking:
                    decided = await deciding.decide(looking, source.name, chunk, source.owner)
                yield Pending(source, chunk, decided, None if self._serials else self._seal(chunk, decided))

    def _seal(self, chunk: Chunk, decided: Decided, serials: dict[str, list[str]] | None = None) -> Answer:
        return self._apart.ask("seal", chunk.payload, decided.created, serials or {})

    async def _write(self, pending: Pending) -> bool:
        """Write a chunk and how far we are, in one transaction; tell whether to go on."""
        db, context = self._db, self._context
        sealed = await pending.sealed if pending.sealed else None
        status = await db.execute(select(Job.status).where(Job.id == context.job).with_for_update())
        match status.scalar_one():
            case "cancelling":
                await self._finish("cancelled")
                return False
            case "running":
                await self._step(pending)
            case _:
                raise Overtaken
        if db.revision != context.revision:
            raise Changed
        if sealed is None:
            sealed = await self._seal(pending.chunk, pending.decided, await self._numbers(pending.decided))
        await self._save(pending, sealed)
        await db.commit()
        await db.begin_again()
        return True

    async def _step(self, pending: Pending) -> None:
        """Count the chunk's rows as done, if they are still to be done."""
        source, before = pending.source, self._done[pending.source.n]
        here = ImportFile.job_id == self._context.job, ImportFile.n == source.n, ImportFile.done_rows == before
        after = before + len(pending.chunk.numbers)
        moved = update(ImportFile).where(*here).values(done_rows=after).returning(ImportFile.n)
        if (await self._db.execute(moved)).first() is None:
            raise Overtaken
        self._done[source.n] = after

    async def _numbers(self, decided: Decided) -> dict[str, list[str]]:
        count = len(decided.created.at)
        return {field.name: await next_serials(self._db, field, count) for field in self._serials} if count else {}

    async def _save(self, pending: Pending, sealed: Sealed) -> None:
        db, context, decided = self._db, self._context, pending.decided
        detail = {"job": str(context.job), "file": pending.source.name}
        await write_bulk(db, context.viewer, context.view, sealed, decided.created.ids, context.names, detail)
        counts, remarks = await self._update(pending)
        said = with_titles(context.view, pending.chunk, [*decided.remarks, *remarks])
        await keep_remarks(db, context.job, pending.source.n, said)
        self._counts.update(decided.counts + counts)
        progress = sum(self._done.values()) / max(context.total, 1)
        values = {"counts": dict(self._counts), "progress": min(progress, 0.999)}
        await db.execute(update(Job).where(Job.id == context.job).values(values))

    async def _update(self, pending: Pending) -> tuple[Counter[str], list[RowRemark]]:
        """Bring rows into the records they are duplicates of, each through the ordinary pipeline."""
        counts: Counter[str] = Counter()
        remarks: list[RowRemark] = []
        if not pending.decided.updates:
            return counts, remarks
        payload: Payload = pickle.loads(pending.chunk.payload)  # noqa: S301 -- from our own reading process.
        for each in pending.decided.updates:
            values = {**payload.row(each.at), **each.looked_up}
            outcome, said = await self._update_one(each.id, values)
            counts[outcome] += 1
            if reasons := [*each.remarks, *said]:
                remarks.append(RowRemark(each.row, outcome, reasons, each.id))
        return counts, remarks

    async def _update_one(self, id: UUID, values: dict[str, object]) -> tuple[str, Sequence[Remark]]:
        context, began = self._context, now()
        try:
            async with self._db.begin_nested():
                record = await update_record(self._db, context.viewer, context.view, id, values, version=None)
        except Invalid as invalid:
            return "rejected", [Remark("refused", name, "", said) for name, said in invalid.errors.items()]
        except Refusal:
            return "duplicate", [Remark("duplicate", "", "", _("This record exists already."))]
        if record.updated_at >= began:
            return "updated", []
        return "duplicate", [Remark("duplicate", "", "", _("This record has all of these values already."))]

    async def _finish(self, status: str) -> None:
        """Close the job; rows that a cancelled import did not come to count as skipped."""
        left = self._context.total - sum(self._done.values())
        if status == "cancelled":
            self._counts["skipped"] += left
        values = {"status": status, "counts": dict(self._counts), "finished_at": now()}
        if status == "done":
            values["progress"] = 1.0
        await self._db.execute(update(Job).where(Job.id == self._context.job).values(values))

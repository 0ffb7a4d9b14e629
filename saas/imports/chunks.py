"""Read an import's sheets in a process apart, a little ahead of whoever consumes the rows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

from saas.files.actions import local_copy
from saas.forms.portable import portable_field
from saas.imports.context import Context, Source
from saas.imports.deciding import importable
from saas.imports.reading import Chunk
from saas.kit.apart import Apart
from tenants.sessions import TenantSession

SIZE = 2_000
"""Rows a chunk: what is committed, and shown as progress, at once."""
AHEAD = 2

Item = tuple[Source, Chunk]
_Queue = asyncio.Queue[Item | BaseException | None]


async def chunks_of(db: TenantSession, context: Context, *, from_start: bool = False) -> AsyncGenerator[Item, None]:
    """Yield the rows that are not done yet, chunk by chunk; `from_start` reads all. Raise what reading raised."""
    queue: _Queue = asyncio.Queue(AHEAD)
    feeding = asyncio.create_task(_feed(db, context, queue, from_start))
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        feeding.cancel()
        with suppress(asyncio.CancelledError):
            await feeding


async def _feed(db: TenantSession, context: Context, queue: _Queue, from_start: bool) -> None:
    fields = [portable_field(field) for field in importable(context.view)]
    try:
        async with Apart("saas.imports.reading:Reading", fields, context.choices.unreadable == "reject") as reading:
            for source in context.sources:
                done = 0 if from_start else source.done
                if done < source.total:
                    await _feed_sheet(db, source, done, queue, reading)
        await queue.put(None)
    except Exception as error:
        await queue.put(error)


async def _feed_sheet(db: TenantSession, source: Source, done: int, queue: _Queue, reading: Apart) -> None:
    async with local_copy(db, source.cells) as path:
        await reading.ask("open", path, source.sheet, source.header_row, dict(source.mapping), done)
        while (chunk := await reading.ask("chunk", SIZE)).rows:
            await queue.put((source, chunk))

"""Read an import's sheets in a process apart, a little ahead of whoever consumes the rows."""

from collections.abc import AsyncGenerator

from saas.files.actions import local_copy
from saas.forms.portable import portable_field
from saas.imports.context import Context, Source
from saas.imports.deciding import importable
from saas.imports.reading import Chunk
from saas.kit.ahead import ahead
from saas.kit.apart import Apart
from tenants.sessions import TenantSession

SIZE = 2_000
"""Rows a chunk: what is committed, and shown as progress, at once."""
FIRST = 500
"""Rows of the first chunk of all: few, so that whoever decides, seals and writes need not wait long for work."""
AHEAD = 2

Item = tuple[Source, Chunk]


def chunks_of(db: TenantSession, context: Context, *, from_start: bool = False) -> AsyncGenerator[Item, None]:
    """Yield the rows that are not done yet, chunk by chunk; `from_start` reads all. Raise what reading raised."""
    return ahead(_read(db, context, from_start), AHEAD)


async def _read(db: TenantSession, context: Context, from_start: bool) -> AsyncGenerator[Item, None]:
    fields = [portable_field(field) for field in importable(context.view)]
    strict, title = context.choices.unreadable == "reject", context.view.title
    told = title.name if title and not title.protected and not context.view.masks(title) else ""
    # What was read waits for what is written anyway, and whoever writes needs the processors more.
    async with Apart(
        "saas.imports.reading:Reading", fields, strict, told, dict(context.fixed), patient=True
    ) as reading:
        size = min(FIRST, SIZE)
        for source in context.sources:
            done = 0 if from_start else source.done
            if done >= source.total:
                continue
            async with local_copy(db, source.cells) as path:
                await reading.ask("open", path, source.sheet, source.header_row, dict(source.mapping), done)
                while (chunk := await reading.ask("chunk", size)).numbers:
                    yield source, chunk
                    size = SIZE

"""An import's progress as server-sent events. A stream ends after a while by itself; the page asks for the next one."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from saas.imports.queries import IMPORT
from saas.jobs.queries import JobNotFound, get_job
from saas.kit.i18n import set_locale
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from web.dependencies import AnyRequest, Db, TheDatabase, TheViewer, shell_of
from web.needs import MEMBER, needs
from web.pages.imports.stages import stage_of
from web.shell import Shell
from web.templating import render_block

LASTS = 20.0
"""Seconds a stream lasts: who is asking is checked anew with the next one, and a server that stops is not held up."""
EVERY = 0.4


@get("/imports/{id:uuid}/events", **needs(MEMBER))
async def events(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer, database: TheDatabase) -> Stream:
    """Send the import's stage whenever it looks different, and `done` when nothing more is to come."""
    await get_job(db, viewer, id, IMPORT)
    headers = {"x-accel-buffering": "no", "cache-control": "no-store"}
    stream = _events(database, db.company, viewer, shell_of(request), id)
    return Stream(stream, media_type="text/event-stream", headers=headers)


async def _events(database: Database, company: Company, viewer: Viewer, shell: Shell, id: UUID) -> AsyncIterator[str]:
    set_locale(viewer.locale)
    until, said = monotonic() + LASTS, ""
    while monotonic() < until:
        try:
            async with database.tenant(company) as db:
                context = await stage_of(db, viewer, await get_job(db, viewer, id, IMPORT))
        except JobNotFound:
            break
        html = render_block("pages/imports/show.html", "stage", shell=shell, **context)
        if html != said:
            yield message(html)
            said = html
        if not context["live"]:
            break
        await asyncio.sleep(EVERY)
    else:
        return
    yield "event: done\ndata: \n\n"


def message(html: str) -> str:
    """Write an unnamed event, which htmx swaps in."""
    return "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"

"""One line of the log, and who has seen one record."""

from litestar import Response, get
from litestar.params import FromPath

from saas.audit.details import details_of
from saas.audit.log import log
from saas.audit.places import LAST
from saas.audit.read import read_entry
from saas.audit.reading import titles_in, values_in
from saas.audit.seen import who_saw
from saas.audit.tell import listed_records, tell
from saas.kit.errors import NotFound
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.records.view import visible_forms
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import READ_LOG, needs
from web.page import page, wanted_block
from web.pages.log.rows import record_address
from web.pages.log.times import stamp
from web.pages.log.watchers import watchers
from web.pages.records.show import as_uuid
from web.pages.records.words import said_changes


class NoSuchLine(NotFound):
    """There is no such line in the operation log."""


@get("/log/{number:int}", **needs(READ_LOG))
async def show(request: AnyRequest, number: FromPath[int], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show one line with everything in it."""
    entry = await read_entry(db, number) if 0 < number < LAST else None
    if entry is None:
        raise NoSuchLine
    [line] = await tell(db, viewer, [entry])
    records = await listed_records(db, viewer, entry)
    shown = [id for _view, id, _known in records] + titles_in([line])
    await log(db, viewer, "read_log", records=shown, detail={"line": number} | values_in([line]))
    return page(
        request,
        "log/drawer.html" if wanted_block(request) == "drawer" else "log/show.html",
        blocks=("drawer",),
        title=_("Operation log"),
        line=line,
        href=record_address(line),
        changes=said_changes(line.changes, await directory_of(db)),
        records=records,
        details=await details_of(db, viewer, entry),
        stamp=stamp,
    )


@get("/log/panel", **needs(READ_LOG))
async def panel(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show who has seen one record: `#trail`, which the record's page loads into its side."""
    record, asked = as_uuid(request.query_params.get("record", "")), request.query_params.get("form", "")
    view = next((view for view in await visible_forms(db, viewer) if view.name == asked), None)
    seen = await who_saw(db, record)
    await log(db, viewer, "read_log", form=view.name if view else None, record=record)
    return page(
        request,
        "log/panel.html",
        blocks=("trail",),
        title=_("Operation log"),
        people=watchers(seen, view, await directory_of(db)),
        reached=seen.reached,
        href=f"/log?record={record}",
    )

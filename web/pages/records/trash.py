"""Move records to the trash and bring them back, one or many."""

from typing import Any
from urllib.parse import quote

from litestar import Response, post
from litestar.params import FromPath

from saas.records.trash import restore_record, trash_record
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import redirect
from web.pages.records.show import as_uuid

MOST = 500


@post("/f/{form:str}/{record:str}/trash", **needs(MEMBER, act="delete"))
async def trash(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Move a record to the trash and offer to undo that."""
    view = await view_form(db, viewer, form, "delete")
    version = str((await request.form()).get("version") or "")
    await trash_record(db, viewer, view, as_uuid(record), version=int(version) if version.isdigit() else None)
    return redirect(request, f"/f/{form}?trashed={quote(record)}")


@post("/f/{form:str}/{record:str}/restore", **needs(MEMBER, act="restore"))
async def restore(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Bring a record back from the trash."""
    view = await view_form(db, viewer, form, "delete")
    await restore_record(db, viewer, view, as_uuid(record))
    return redirect(request, f"/f/{form}/{record}")


@post("/f/{form:str}/trash", **needs(MEMBER))
async def trash_many(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Move the ticked records to the trash: all of them or none."""
    view = await view_form(db, viewer, form, "delete")
    ids = (await request.form()).getall("ids", [])[:MOST]
    for id in ids:
        await trash_record(db, viewer, view, as_uuid(str(id)))
    return redirect(request, f"/f/{form}?trashed={quote(','.join(map(str, ids)))}" if len(ids) <= 20 else f"/f/{form}")


@post("/f/{form:str}/restore", **needs(MEMBER))
async def restore_many(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Bring the ticked records back."""
    view = await view_form(db, viewer, form, "delete")
    sent = [*(await request.form()).getall("ids", []), *request.query_params.get("ids", "").split(",")]
    for id in [id for id in sent if id][:MOST]:
        await restore_record(db, viewer, view, as_uuid(str(id)))
    return redirect(request, f"/f/{form}")

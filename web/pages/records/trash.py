"""Move records to the trash and bring them back, one or many."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from saas.kit.i18n import _
from saas.records.trash import restore_record, trash_record
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.notices import Notice
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
    return redirect(request, f"/f/{form}", notice=_trashed(form, [record]))


@post("/f/{form:str}/{record:str}/restore", **needs(MEMBER, act="restore"))
async def restore(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Bring a record back from the trash."""
    view = await view_form(db, viewer, form, "delete")
    await restore_record(db, viewer, view, as_uuid(record))
    return redirect(request, f"/f/{form}/{record}", notice=Notice(_("Restored.")))


@post("/f/{form:str}/trash", **needs(MEMBER))
async def trash_many(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Move the ticked records to the trash: all of them or none."""
    view = await view_form(db, viewer, form, "delete")
    ids = (await request.form()).getall("ids", [])[:MOST]
    for id in ids:
        await trash_record(db, viewer, view, as_uuid(str(id)))
    return redirect(request, f"/f/{form}", notice=_trashed(form, list(map(str, ids))))


@post("/f/{form:str}/restore", **needs(MEMBER))
async def restore_many(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Bring the ticked records back."""
    view = await view_form(db, viewer, form, "delete")
    sent = [id for ids in (await request.form()).getall("ids", []) for id in str(ids).split(",") if id]
    for id in sent[:MOST]:
        await restore_record(db, viewer, view, as_uuid(id))
    return redirect(request, f"/f/{form}", notice=Notice(_("Restored.")) if sent else None)


def _trashed(form: str, ids: Sequence[str]) -> Notice | None:
    """Say what went to the trash, and offer it back."""
    if not ids:
        return None
    many = _("%(count)s records moved to the trash.", count=len(ids))
    said = many if len(ids) > 1 else _("Moved to the trash.")
    return Notice(said, f"/f/{form}/restore", {"ids": ",".join(ids)})

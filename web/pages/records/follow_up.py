"""The box on a record's page that logs a follow-up and stays there."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from saas.forms.form import FormNotFound
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.records.filling import filled_by, link_to
from saas.records.query import get_record
from saas.records.save import create_record
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.notices import Notice
from web.page import page, redirect, wanted_block
from web.pages.records.show import as_uuid, follow_up_of, shown
from web.pages.records.typed import as_typed, read_form, settled


@post("/f/{form:str}/{record:str}/follow-ups", **needs(MEMBER), status_code=200)
async def create(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Log a follow-up about a record, and show it in its timeline."""
    view = await view_form(db, viewer, form)
    found = await get_record(db, viewer, view, as_uuid(record))
    writes = follow_up_of(view)
    link = link_to(writes, form) if writes else None
    if writes is None or link is None:
        raise FormNotFound
    raw = read_form(await request.form(), writes)
    filled = await filled_by(db, viewer, writes, link, found.id)
    known = {fill.field.name: as_typed(fill.field, value) for fill, (value, _title) in filled.items()}
    try:
        await create_record(db, viewer, writes, settled(writes, {**known, **raw, link.name: str(found.id)}))
    except Invalid as invalid:
        await db.rollback()
        await db.begin_again()
        context = await shown(db, viewer, view, found) | {"typed": raw, "errors": invalid.errors}
        return page(request, "records/show.html", blocks=("write",), status=422, **context)
    if wanted_block(request) != "write":
        back = "/" if request.query_params.get("back") == "/" else f"/f/{form}/{record}#timeline"
        return redirect(request, back, notice=Notice(_("Follow-up saved.")))
    found = await get_record(db, viewer, view, found.id)
    return page(request, "records/followed.html", **await shown(db, viewer, view, found))

"""The box that logs a follow-up from the first page."""

from typing import Any

from litestar import Response, post

from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.save import create_record
from saas.records.titles import suggest
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.notices import Notice
from web.page import redirect
from web.pages.home.index import today_page
from web.pages.records.typed import read_form, settled


@post("/follow-ups", **needs(MEMBER))
async def create(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Log a follow-up and come back to the day."""
    view = await view_form(db, viewer, "follow_up", "create")
    sent = await request.form()
    raw, name = read_form(sent, view), str(sent.get("customer_text") or "")[:200]
    try:
        found = {"customer": raw.get("customer") or await _named(db, viewer, view, name)}
        await create_record(db, viewer, view, settled(view, raw | found))
    except Invalid as invalid:
        await db.rollback()
        await db.begin_again()
        return await today_page(request, db, viewer, typed=raw | {"customer_text": name}, errors=invalid.errors)
    return redirect(request, "/", notice=Notice(_("Follow-up saved.")))


async def _named(db: TenantSession, viewer: Viewer, view: FormView, name: str) -> Any:
    """Find the one customer whose name was typed; without scripts nobody could choose it."""
    customers = view.other("customer")
    found = (await suggest(db, viewer, customers, name, limit=2)).records if customers and name.strip() else []
    exact = [record.id for record in found if record.title == name.strip()] or [record.id for record in found]
    return exact[0] if len(exact) == 1 else None

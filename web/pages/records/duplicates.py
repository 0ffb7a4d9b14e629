"""Tell who types a record of those that are likely the same."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from saas.people.viewer import Viewer
from saas.records.duplicates import duplicates_of
from saas.records.query import get_record
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page
from web.pages.records.show import as_uuid
from web.pages.records.typed import read_form


@post("/f/{form:str}/duplicates", **needs(MEMBER), status_code=200)
async def index(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Look for records that are likely the same as the one that is being typed, or edited with `?record=<id>`."""
    edited = request.query_params.get("record", "")
    view = await view_form(db, viewer, form, "update" if edited else "create")
    but = (await get_record(db, viewer, view, as_uuid(edited))).id if edited else None
    found = await told(db, viewer, view, read_form(await request.form(), view), but)
    return page(request, "records/duplicates.html", title=view.form.text, view=view, found=found)


async def told(
    db: TenantSession, viewer: Viewer, view: FormView, raw: Mapping[str, Any], but: UUID | None = None
) -> list[dict[str, str]]:
    """Say of each record what a template needs: in words, and where it is if this person may see it."""
    found = await duplicates_of(db, viewer, view, raw, but=but)
    return [{"said": each.sentence(view), "href": f"/f/{view.name}/{each.id}" if each.id else ""} for each in found]

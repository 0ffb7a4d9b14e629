"""GET /forms: what there is to read and write, for whoever asks."""

from litestar import Response, get
from litestar.params import FromPath

from saas.records.view import visible_forms
from web.api.answers import send_json
from web.api.paths import BASE, form_in_path
from web.api.shapes import form_json
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs


@get(f"{BASE}/forms", **needs(MEMBER, api=True))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """List the forms that exist for this person."""
    return send_json({"items": [form_json(view) for view in await visible_forms(db, viewer)], "next": None}, request)


@get(f"{BASE}/forms/{{form:str}}", **needs(MEMBER, api=True))
async def show(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show one form."""
    return send_json(form_json(await form_in_path(db, viewer, form)), request)

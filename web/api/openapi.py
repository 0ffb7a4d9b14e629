"""GET /openapi.json: the API described for whoever asks, with the forms and fields that exist for them."""

from typing import Any

from litestar import Response, get

from saas.records.view import visible_forms
from web.api.answers import send_json
from web.api.description.document import describe
from web.api.paths import BASE
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs


@get(f"{BASE}/openapi.json", **needs(MEMBER, api=True))
async def show(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Describe the API."""
    server = request.app.state.settings.tenant_url(db.company.label)
    document: dict[str, Any] = describe(await visible_forms(db, viewer), server)
    return send_json(document, request)

"""Documents: a record as PDF."""

from litestar import Response, post

from saas.documents.build import build_document
from saas.documents.press import print_pdf
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession
from web.api.paths import BASE, form_in_path, record_id
from web.dependencies import AnyRequest
from web.needs import MEMBER, needs
from web.pages.documents.printing import pdf


@post(
    f"{BASE}/forms/{{form:str}}/records/{{id:str}}/documents/{{template:str}}",
    **needs(MEMBER, api=True),
    status_code=200,
)
async def create(
    form: str, id: str, template: str, request: AnyRequest, db: TenantSession, viewer: Viewer
) -> Response[bytes]:
    """Print a record; `?locale=en` prints it in another language."""
    view = await form_in_path(db, viewer, form)
    locale = request.query_params.get("locale")
    document = await build_document(db, viewer, view, record_id(id), template, locale=locale)
    await db.commit()
    return pdf(document, await print_pdf(document))

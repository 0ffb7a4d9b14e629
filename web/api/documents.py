"""Documents: a record as PDF."""

from litestar import Response, post
from litestar.params import FromPath

from saas.documents.build import build_document
from saas.documents.press import print_pdf
from web.api.paths import BASE, form_in_path, record_id
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.pages.documents.printing import pdf


@post(
    f"{BASE}/forms/{{form:str}}/records/{{id:str}}/documents/{{template:str}}",
    **needs(MEMBER, api=True, act="print"),
    status_code=200,
)
async def create(
    form: FromPath[str], id: FromPath[str], template: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Print a record; `?locale=en` prints it in another language."""
    view = await form_in_path(db, viewer, form)
    locale = request.query_params.get("locale")
    document = await build_document(db, viewer, view, record_id(id), template, locale=locale)
    await db.commit()
    return pdf(document, await print_pdf(document))

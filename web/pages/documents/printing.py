"""A record as PDF."""

from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

from print_templates.document import Document
from saas.documents.build import build_document
from saas.documents.press import print_pdf
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.from_here import from_here
from web.needs import MEMBER, needs
from web.pages.records.show import as_uuid


@get("/f/{form:str}/{record:str}/print/{template:str}", **needs(MEMBER, act="print"), guards=[from_here])
async def show(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], template: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show a record as a document; `?locale=en` prints it in another language."""
    view = await view_form(db, viewer, form)
    locale = request.query_params.get("locale")
    document = await build_document(db, viewer, view, as_uuid(record), template, locale=locale)
    # The log is written before any byte leaves, and nothing of the database is held while the page is laid out.
    await db.commit()
    return pdf(document, await print_pdf(document))


def pdf(document: Document, content: bytes) -> Response[bytes]:
    """Answer with a PDF that the browser shows and saves under the document's number."""
    name = "".join(c for c in document.number or document.title if c.isalnum() or c in "-_ ")[:100] or document.template
    headers = {
        "content-disposition": f"inline; filename=\"{document.template}.pdf\"; filename*=UTF-8''{quote(name)}.pdf",
        "cache-control": "private, no-store",
    }
    return Response(content, media_type="application/pdf", headers=headers)

"""From a record to a document. Whoever gets the document is in the log already."""

from collections.abc import Callable, Mapping
from uuid import UUID

from print_templates.document import Document
from saas.audit.log import log
from saas.documents.contract import contract_document
from saas.documents.quote import quote_document
from saas.documents.sheet import Sheet, sheet_for
from saas.documents.templates import templates_for
from saas.kit.errors import NotFound
from saas.kit.i18n import LOCALES, use_locale
from saas.people.viewer import Viewer
from saas.records.view import FormView
from tenants.sessions import TenantSession

WRITERS: Mapping[str, Callable[[Sheet], Document]] = {"quote": quote_document, "contract": contract_document}


class TemplateNotFound(NotFound):
    """There is no such document for this record."""

    code = "template_not_found"


async def build_document(
    db: TenantSession, viewer: Viewer, view: FormView, record_id: UUID, template: str, *, locale: str | None = None
) -> Document:
    """Write a record as a document, in the viewer's language unless told; log the printing and what was read for it.

    Raise Forbidden, RecordNotFound or TemplateNotFound.
    """
    view.require("print")
    if template not in templates_for(view.name):
        raise TemplateNotFound
    language = locale if locale in LOCALES else viewer.locale
    with use_locale(language):
        sheet = await sheet_for(db, viewer, view, record_id, language)
        document = WRITERS[template](sheet)
    for source, fields in sheet.used():
        detail = {"template": template} if source is sheet.source else {"template": template, "on": str(record_id)}
        if source is sheet.source:
            await log(db, viewer, "print", form=view.name, record=record_id, fields=fields, detail=detail)
        else:
            await log(db, viewer, "read", form=source.view.name, record=source.record.id, fields=fields, detail=detail)
    return document

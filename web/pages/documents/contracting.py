"""Make a contract from a quote."""

from typing import Any

from litestar import Response, post

from saas.documents.contracting import make_contract
from saas.forms.form import FormNotFound
from saas.people.viewer import Viewer
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest
from web.needs import MEMBER, needs
from web.page import redirect
from web.pages.records.show import as_uuid


@post("/f/{form:str}/{record:str}/contract", **needs(MEMBER))
async def create(request: AnyRequest, form: str, record: str, db: TenantSession, viewer: Viewer) -> Response[Any]:
    """Create a contract with what the quote says, and open it for editing."""
    if form != "quote":
        raise FormNotFound
    contract = await make_contract(db, viewer, as_uuid(record))
    return redirect(request, f"/f/contract/{contract.id}/edit")

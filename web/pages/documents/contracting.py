"""Make a contract from a quote."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from saas.documents.contracting import make_contract
from saas.forms.form import FormNotFound
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import redirect
from web.pages.records.show import as_uuid


@post("/f/{form:str}/{record:str}/contract", **needs(MEMBER))
async def create(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Create a contract with what the quote says, and open it for editing."""
    if form != "quote":
        raise FormNotFound
    contract = await make_contract(db, viewer, as_uuid(record))
    return redirect(request, f"/f/contract/{contract.id}/edit")

"""A contract from a quote."""

from litestar import Response, get
from litestar.params import FromPath

from saas.documents.contracting import contract_from
from saas.forms.form import FormNotFound
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.pages.records.edit import record_form, starting_values
from web.pages.records.show import as_uuid
from web.pages.records.typed import as_inputs


@get("/f/{form:str}/{record:str}/contract", **needs(MEMBER))
async def new(
    request: AnyRequest, form: FromPath[str], record: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Show the form of a new contract with what the quote says; nothing is there before it is saved."""
    if form != "quote":
        raise FormNotFound
    contracts, values = await contract_from(db, viewer, as_uuid(record))
    given = await starting_values(db, viewer, contracts) | as_inputs(contracts, values)
    return await record_form(request, db, viewer, contracts, None, given)

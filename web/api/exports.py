"""GET /forms/{form}/export?format=xlsx|csv: a list as a file, of any length, with the parameters of the list."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from saas.exports.asking import take
from saas.exports.making import csv_parts, xlsx_parts
from saas.kit.clock import today
from web.api.paths import BASE, form_in_path
from web.api.questions import list_asked, truth
from web.dependencies import AnyRequest, Db, TheDatabase, TheViewer
from web.downloads import CSV, XLSX, attachment
from web.needs import MEMBER, needs


@get(f"{BASE}/forms/{{form:str}}/export", **needs(MEMBER, api=True))
async def show(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase) -> Stream:
    """Export the records of a list; protected values stay masked unless `reveal` is asked for and allowed."""
    view = await form_in_path(db, viewer, form, "export")
    parameters = request.query_params
    query, clear = list_asked(parameters, view).query, truth("reveal", parameters.get("reveal"))
    format = parameters.get("format") or "xlsx"
    taken = await take(db, viewer, view, query, format, clear=clear)
    company, parts = db.company, xlsx_parts if format == "xlsx" else csv_parts
    name = f"{taken.title} {today()}.{format}"
    return attachment(parts(lambda: database.tenant(company), taken), name, XLSX if format == "xlsx" else CSV)

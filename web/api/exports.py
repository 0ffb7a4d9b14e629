"""GET /forms/{form}/export?format=xlsx|csv: a list as a file, of any length, with the parameters of the list.

The same by POST, which alone may show protected values in the clear: what spends somebody's quota is no mere reading.
"""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Stream

from saas.exports.asking import take
from saas.exports.making import csv_parts, xlsx_parts
from saas.kit.clock import today
from saas.kit.errors import Refusal
from saas.people.viewer import Viewer
from tenants.engines import Database
from tenants.sessions import TenantSession
from web.api.paths import BASE, form_in_path
from web.api.questions import list_asked, truth
from web.dependencies import AnyRequest, Db, TheDatabase, TheViewer
from web.downloads import CSV, XLSX, attachment
from web.needs import MEMBER, needs

EXPORT = f"{BASE}/forms/{{form:str}}/export"


class RevealsByPost(Refusal):
    """Protected values in the clear are exported by POST, with the same parameters."""

    code, status = "reveals_by_post", 405


@get(EXPORT, **needs(MEMBER, api=True))
async def show(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase) -> Stream:
    """Export the records of a list; protected values stay masked."""
    if truth("reveal", request.query_params.get("reveal")):
        raise RevealsByPost
    return await _file(request, db, viewer, database, form, clear=False)


@post(EXPORT, **needs(MEMBER, api=True), status_code=200)
async def create(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer, database: TheDatabase) -> Stream:
    """Export the records of a list; protected values stay masked unless `reveal` is asked for and allowed."""
    clear = truth("reveal", request.query_params.get("reveal"))
    return await _file(request, db, viewer, database, form, clear=clear)


async def _file(
    request: AnyRequest, db: TenantSession, viewer: Viewer, database: Database, form: str, *, clear: bool
) -> Stream:
    view = await form_in_path(db, viewer, form, "export")
    query, format = list_asked(request.query_params, view).query, request.query_params.get("format") or "xlsx"
    taken = await take(db, viewer, view, query, format, clear=clear)
    company, parts = db.company, xlsx_parts if format == "xlsx" else csv_parts
    name = f"{taken.title} {today()}.{format}"
    return attachment(parts(lambda: database.tenant(company), taken), name, XLSX if format == "xlsx" else CSV)

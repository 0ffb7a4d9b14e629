"""What the form of a record asks while somebody types: what a chosen record fills in, what the formulas give."""

import orjson
from litestar import Response, get, post
from litestar.params import FromPath

from saas.forms.form import FormNotFound
from saas.records.filling import Fill, filled_by
from saas.records.provisional import provisional
from saas.records.titles import as_id
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.pages.records.show import as_uuid
from web.pages.records.typed import as_typed, line_cells, read_form


@get("/f/{form:str}/filled/{field:str}", **needs(MEMBER))
async def filled(
    request: AnyRequest, form: FromPath[str], field: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Give what choosing a record in a link field fills in, by field name: value, text of a link, and whether anew."""
    view = await view_form(db, viewer, form)
    link, target = view.by_name.get(field), as_id(request.query_params.get("value", ""))
    if link is None or link.kind.name != "link" or target is None:
        raise FormNotFound
    found = await filled_by(db, viewer, view, link, target)
    return _json({fill.field.name: _as_input(fill, value, title) for fill, (value, title) in found.items()})


@post("/f/{form:str}/provisional", **needs(MEMBER), status_code=200)
async def formulas(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Give what the formulas of a record and its lines would be, in words, by input name."""
    view = await view_form(db, viewer, form)
    sent = await request.form()
    record = request.query_params.get("record", "")
    raw, lines = read_form(sent, view), line_cells(sent, view)
    return _json(await provisional(db, viewer, view, raw, lines, as_uuid(record) if record else None))


def _as_input(fill: Fill, value: object, title: str) -> dict[str, object]:
    return {"value": as_typed(fill.field, value), "text": title, "anew": fill.anew}


def _json(answer: object) -> Response[bytes]:
    return Response(orjson.dumps(answer), media_type="application/json")

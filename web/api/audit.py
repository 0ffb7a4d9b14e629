"""GET /audit: the operation log, for whoever may read it."""

from datetime import date
from uuid import UUID

from litestar import Response, get

from saas.audit.query import LogQuery
from saas.audit.read import read_log
from saas.audit.reading import log_reading
from saas.audit.tell import Told, tell
from saas.kit.i18n import _
from saas.records.view import view_form
from web.api.answers import send_json
from web.api.paths import BASE
from web.api.questions import BadParameter, page_size
from web.api.shapes import Json
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import READ_LOG, needs


@get(f"{BASE}/audit", **needs(READ_LOG, api=True))
async def index(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """List the log, newest first. That is logged, too."""
    query = log_asked(request)
    if query.form:
        await view_form(db, viewer, query.form)
    page = await read_log(db, query)
    lines = await tell(db, viewer, page.entries)
    await log_reading(db, viewer, lines, query)
    return send_json({"items": [line_json(line) for line in lines], "next": page.older})


def log_asked(request: AnyRequest) -> LogQuery:
    """Read ?person=&action=&form=&record=&from=&to=&after=&page_size=. Raise BadParameter."""
    given = {name: text.replace("\0", "") for name, text in request.query_params.items()}
    return LogQuery(
        person=_person(given.get("person", "")),
        action=given.get("action", ""),
        form=given.get("form", ""),
        record=_record(given.get("record", "")),
        since=_day("from", given.get("from", "")),
        until=_day("to", given.get("to", "")),
        older=given.get("after", ""),
        size=page_size(given.get("page_size")),
    )


def line_json(told: Told) -> Json:
    """Write a line as its reader may see it; `sealed` is its place in the chain, null for up to a minute."""
    line = told.entry.line
    return {
        "id": line.id,
        "at": line.at,
        "person": {"id": line.person_id, "name": line.person},
        "via": line.via,
        "ip": line.ip,
        "action": line.action,
        "sentence": told.sentence,
        "form": told.form_name,
        "record": line.record_id,
        "records": line.record_ids or [],
        "fields": told.field_names,
        "used": told.used,
        "sealed": {"n": told.entry.n, "hash": told.entry.hash.hex()} if told.entry.hash else None,
    }


def _person(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadParameter(name="person", reason=_("it must be a member's id, or 0 for the system."))
    return int(text) if text else None


def _record(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise BadParameter(name="record", reason=_("it must be a record's id.")) from None


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadParameter(name=name, reason=_("it must be a day such as 2026-11-24.")) from None

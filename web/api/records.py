"""Records: list, read, create, update, delete, restore, reveal."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath

from saas.idempotency.actions import Answer
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.records.duplicates import DuplicateFound, duplicates_of
from saas.records.query import RecordChanged, get_record, list_records
from saas.records.record import Record
from saas.records.reveal import reveal
from saas.records.save import create_record, update_record
from saas.records.trash import restore_record, trash_record
from saas.records.view import FormView
from tenants.sessions import TenantSession
from web.api.answers import (
    StaleVersion,
    location_of,
    read_tag_of,
    refused,
    send,
    send_json,
    tag_of,
    versions_matched,
)
from web.api.bodies import as_object, read_object
from web.api.once import once
from web.api.paths import BASE, form_in_path, record_id
from web.api.questions import list_asked, one_of
from web.api.shapes import Json, record_json
from web.dependencies import AnyRequest, Db, TheViewer
from web.headers import whole
from web.needs import MEMBER, needs

RECORDS = f"{BASE}/forms/{{form:str}}/records"
RECORD = f"{RECORDS}/{{id:str}}"
SHAPE = frozenset(
    ("id", "version", "values", "title", "titles", "owner", "created_at", "created_by", "updated_at", "updated_by")
) | {"deleted_at", "etag"}


@get(RECORDS, **needs(MEMBER, api=True))
async def index(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """List records: filtered, searched, sorted, a page at a time."""
    view = await form_in_path(db, viewer, form)
    asked = list_asked(request.query_params, view)
    page = await list_records(db, viewer, view, asked.query, total=asked.total)
    directory = await directory_of(db)
    items = [record_json(record, view, directory) | {"etag": tag_of(record)} for record in page.records]
    answer: Json = {"items": items, "next": page.next} | ({"total": page.total} if asked.total else {})
    return send_json(answer, request)


@get(RECORD, **needs(MEMBER, api=True))
async def show(
    form: FromPath[str], id: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Read one record."""
    view = await form_in_path(db, viewer, form)
    record = await get_record(db, viewer, view, record_id(id))
    answer = await answer_with(db, view, record)
    return send(answer._replace(tag=read_tag_of(record, answer.body)), request)


@post(RECORDS, **needs(MEMBER, api=True))
async def create(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Create a record."""
    view = await form_in_path(db, viewer, form, "create")
    sent = sent_record(await read_object(request))
    refuse = one_of("on_duplicate", request.query_params.get("on_duplicate"), "create", "refuse") == "refuse"

    async def write() -> Answer:
        if refuse and (found := await duplicates_of(db, viewer, view, sent.values)):
            return refused(DuplicateFound({each.field.name: each.sentence(view) for each in found}))
        record = await create_record(db, viewer, view, sent.values)
        return await answer_with(db, view, record, new=True)

    return await once(request, db, viewer, write)


@patch(RECORD, **needs(MEMBER, api=True))
async def update(
    form: FromPath[str], id: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Change some values of a record; the version named in If-Match must be the newest."""
    view = await form_in_path(db, viewer, form, "update")
    sent, matched = sent_record(await read_object(request)), versions_matched(whole(request, "if-match"))

    async def write() -> Answer:
        wanted = sent.version if matched is None else matched
        try:
            record = await update_record(db, viewer, view, record_id(id), sent.values, version=wanted)
        except RecordChanged:
            if matched is None:
                raise
            raise StaleVersion from None
        return await answer_with(db, view, record)

    return await once(request, db, viewer, write)


@delete(RECORD, **needs(MEMBER, api=True), status_code=200)
async def destroy(
    form: FromPath[str], id: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Move a record to the trash."""
    view = await form_in_path(db, viewer, form, "delete")
    matched = versions_matched(whole(request, "if-match"))

    async def write() -> Answer:
        try:
            await trash_record(db, viewer, view, record_id(id), version=matched)
        except RecordChanged:
            raise StaleVersion from None
        return Answer(204)

    return await once(request, db, viewer, write)


@post(f"{RECORD}/restore", **needs(MEMBER, api=True, act="restore"), status_code=200)
async def restore(
    form: FromPath[str], id: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Bring a record back from the trash."""
    view = await form_in_path(db, viewer, form, "delete")

    async def write() -> Answer:
        await restore_record(db, viewer, view, record_id(id))
        return await answer_with(db, view, await get_record(db, viewer, view, record_id(id)))

    return await once(request, db, viewer, write)


@post(f"{RECORD}/reveal/{{field:str}}", **needs(MEMBER, api=True, act="reveal"), status_code=200)
async def show_protected(
    form: FromPath[str], id: FromPath[str], field: FromPath[str], db: Db, viewer: TheViewer
) -> Response[bytes]:
    """Give one protected value in the clear. Never kept under an Idempotency-Key."""
    view = await form_in_path(db, viewer, form)
    return send_json({"value": await reveal(db, viewer, view, record_id(id), field)})


class Sent(NamedTuple):
    """A record as a program sends it."""

    values: Mapping[str, Any]
    version: int | None


def sent_record(body: Mapping[str, Any]) -> Sent:
    """Read {"values": {…}, "version": n}; what else we say about a record may come back and is left alone.

    The values by themselves will do too. Raise Invalid.
    """
    if not isinstance(body.get("values"), dict):
        return Sent(body, None)
    if strange := body.keys() - SHAPE:
        raise Invalid({name: _("There is no field named %(name)s.", name=name[:80]) for name in strange})
    version = body.get("version")
    if not (version is None or (isinstance(version, int) and not isinstance(version, bool))):
        raise Invalid({"version": _("This must be a whole number.")})
    return Sent(as_object(body["values"]), version)


async def answer_with(db: TenantSession, view: FormView, record: Record, *, new: bool = False) -> Answer:
    """Answer with one record."""
    body = orjson.dumps(record_json(record, view, await directory_of(db)))
    return Answer(201 if new else 200, body, tag_of(record), location_of(view.name, record) if new else "")

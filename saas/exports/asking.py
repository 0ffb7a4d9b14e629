"""Settle what an export takes, and log that before any of it leaves."""

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from saas.exports.errors import BadFormat
from saas.exports.making import Taken, heads_of
from saas.exports.values import exportable
from saas.exports.writing import FORMATS
from saas.jobs.model import Job
from saas.people.viewer import Viewer
from saas.records.query import ListQuery
from saas.records.taking import allow_clear, ids_to_take, log_taken
from saas.records.using import fields_used
from saas.records.view import FormView
from tenants.sessions import TenantSession


async def take(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    query: ListQuery,
    format: str,
    *,
    clear: bool = False,
    detail: Mapping[str, Any] | None = None,
) -> Taken:
    """Settle and log what an export takes: fields that are not visible here are as if never named.

    Raise BadFormat, Forbidden, TooManyRecords, RevealQuotaReached, or what a list raises.
    """
    if format not in FORMATS:
        raise BadFormat
    fields = exportable(view, query.columns)
    names = [field.name for field in fields]
    ids = await ids_to_take(db, viewer, view, query)
    if clear:
        await allow_clear(db, viewer, view, ids, [field for field in fields if view.reveals(field)])
    asked = fields_used(view, query.filter, query.q, query.sort) or {}
    await log_taken(db, viewer, view, ids, names, {"format": format, "clear": clear, **asked, **(detail or {})})
    return Taken(viewer, view.name, view.form.text, heads_of(view, names), ids, names, clear)


def seal_asked(db: TenantSession, id: UUID, query: ListQuery) -> str:
    """Keep what is asked for until a job comes to it; sealed, since a filter may hold a phone number."""
    names = ("filter", "sort", "q", "trashed", "columns")
    asked = {name: getattr(query, name) for name in names}
    return base64.b64encode(db.cipher.seal(orjson.dumps(asked), b"export:" + id.bytes)).decode()


def asked_of(db: TenantSession, job: Job) -> ListQuery:
    """Open what an export was asked for."""
    raw = orjson.loads(db.cipher.unseal(base64.b64decode(job.settings["asked"]), b"export:" + job.id.bytes))
    raw["sort"], columns = tuple(raw["sort"]), raw.pop("columns")
    return ListQuery(**raw, columns=None if columns is None else tuple(columns))

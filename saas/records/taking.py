"""Take many records out: first which ones, logged before anything leaves; then their values, some at a time.

The list is settled once, so that nothing is missed or doubled while others work; every part is read again through the
viewer's rights as they are then.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import any_, bindparam, select

from saas.audit.log import log
from saas.fields.field import Field
from saas.kit.arrays import Many
from saas.kit.errors import Refusal
from saas.people.viewer import Viewer
from saas.records.allowance import spend
from saas.records.order import sort_keys
from saas.records.plans import plan_for, read_row, unseal
from saas.records.query import ListQuery, counted, rows_wanted
from saas.records.record import Record
from saas.records.reveal import REVEALS
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession

MOST = 500_000
LOGGED_TOGETHER = 2_000


class TooManyRecords(Refusal):
    """These are more than %(most)s records. Narrow the list down with a filter and export it in parts."""

    code, status = "too_many_records", 422


async def ids_to_take(db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery) -> list[UUID]:
    """Settle which records an export takes, in the list's order. Raise Forbidden, TooManyRecords or as lists do."""
    view.require("export")
    table, keys = view.table, sort_keys(view, query.sort)
    query = await counted(db, viewer, view, query)
    statement = select(table.c.id).where(rows_wanted(db, view, query), view.rows("export"))
    statement = statement.order_by(*(key.order for key in keys), table.c.id.desc()).limit(MOST + 1)
    ids = list((await db.execute(statement, await scope_params(db, viewer))).scalars())
    if len(ids) > MOST:
        raise TooManyRecords(most=MOST)
    return ids


async def log_taken(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    ids: Sequence[UUID],
    fields: Collection[str],
    detail: Mapping[str, Any],
) -> None:
    """Log which records and fields are about to leave."""
    for at in range(0, max(len(ids), 1), LOGGED_TOGETHER):
        some = ids[at : at + LOGGED_TOGETHER]
        await log(db, viewer, "export", form=view.name, records=some, fields=fields, detail=detail)


async def take_records(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    ids: Sequence[UUID],
    fields: Sequence[str],
    clear: Sequence[Field] = (),
) -> list[Record]:
    """Read records by their ids, in that order; those that are gone or out of reach by now are left out.

    The fields in `clear` come unmasked; whoever asks for that has gone through `allow_clear`.
    """
    table, plan = view.table, plan_for(view, fields)
    chosen = table.c.id == any_(bindparam("_ids", type_=Many(table.c.id.type)))
    statement = plan.select.where(chosen, view.rows("read"), view.rows("export"))
    params = await scope_params(db, viewer) | {"_ids": list(ids)}
    rows = await db.execute(statement, params)
    records = {row[0]: read_row(row, view, plan, db.cipher) for row in rows}
    if clear:
        sealed = select(table.c.id, *(table.c[field.column] for field in clear)).where(chosen, view.rows("reveal"))
        for id, *values in await db.execute(sealed, params):
            for field, value in zip(clear, values, strict=True):
                if id in records and value is not None:
                    records[id].values[field.name] = unseal(value, view.form, field, id, db.cipher)
    return [records[id] for id in ids if id in records]


async def allow_clear(
    db: TenantSession, viewer: Viewer, view: FormView, ids: Sequence[UUID], fields: Sequence[Field]
) -> None:
    """Log the revealing of fields of many records, one line each. Raise Forbidden or RevealQuotaReached."""
    view.require("reveal")
    await spend(db, viewer, REVEALS, len(ids) * len(fields))
    names = [field.name for field in fields]
    for id in ids:
        await log(db, viewer, "reveal", form=view.name, record=id, fields=names)

"""What a record's formulas would give if it were saved as it is being typed. Nothing is checked or written."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.audit.log import log
from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.formulas.compute import compute
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.viewer import Viewer
from saas.records.lines import MOST, Held, lock_lines, sum_columns
from saas.records.query import RecordNotFound
from saas.records.scope import scope_params
from saas.records.view import FormView
from saas.records.writable import may_write
from tenants.sessions import TenantSession


class Provisional(dict[str, str]):
    """Visible formula fields by input name, `total` or `lines.0.amount`, in words; empty where nothing comes out."""


async def provisional(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    raw: Mapping[str, Any],
    lines: Mapping[str, Mapping[int, Mapping[str, Any]]],
    record: UUID | None = None,
) -> Provisional:
    """Compute the formulas of a record and its lines from raw values; `lines` are by field name and row number.

    What cannot be read counts as empty, as do fields of a new record that nobody sees. What is stored of a record tells
    in its formulas, so that looking at those is logged. Raise RecordNotFound.
    """
    stored: Mapping[str, Any] | None = None
    held: Mapping[str, Held] = {}
    if record is not None:
        stored = await _stored(db, viewer, view, record)
        held = await lock_lines(db, viewer, view, record)
        await log(db, viewer, "aggregate", form=view.name, record=record, fields=[field.name for field in _told(view)])
    found = Provisional()
    # A sub-table that is not shown or not writable stays as it is when the record is saved, and counts as it is.
    sums = {name: total for n, t in held.items() for name, total in sum_columns(n, t.form, t.rows).items()}
    for field in view.fields:
        other = view.other(field.options["form"]) if "lines" in field.options else None
        if other is None or field.name not in raw or not view.writes(field):
            continue
        typed, before = lines.get(field.name, {}), held.get(field.name)
        if len(typed) > MOST:
            raise Invalid({field.name: _("At most %(most)s lines.", most=MOST)})
        known = {str(row["id"]): row for row in before.rows} if before else {}
        rows: list[Mapping[str, Any]] = []
        for n, cells in typed.items():
            row = known.get(str(cells.get("id") or ""))
            values = _computed(other, cells, {}, row)
            found.update(_said(other, values, f"{field.name}.{n}."))
            rows.append({**(row or {}), **{column.column: value for column, value in values.items()}})
        sums = {name: total for name, total in sums.items() if not name.startswith(f"{field.name}.")}
        sums |= sum_columns(field.name, other.form, rows)
    found.update(_said(view, _computed(view, raw, sums, stored), ""))
    return found


async def _stored(db: TenantSession, viewer: Viewer, view: FormView, record: UUID) -> Mapping[str, Any]:
    table = view.table
    query = select(table).where(table.c.id == record, table.c.deleted_at.is_(None), view.rows("read"))
    row = (await db.execute(query, await scope_params(db, viewer))).mappings().first()
    if row is None:
        raise RecordNotFound
    return dict(row)


def _computed(
    view: FormView, raw: Mapping[str, Any], sums: Mapping[str, Decimal], stored: Mapping[str, Any] | None
) -> dict[Field, Any]:
    values: dict[Field, Any] = {}
    for name, given in raw.items():
        field = view.by_name.get(name)
        if field is not None and may_write(view, field) and field.kind.numeric:
            values[field] = None
            with suppress(Unreadable):
                values[field] = field.kind.read(given, field)
    with suppress(Invalid):
        compute(view.form, values, sums, stored)
    return values


def _said(view: FormView, values: Mapping[Field, Any], prefix: str) -> Mapping[str, str]:
    told = {field: values.get(field) for field in _told(view)}
    return {f"{prefix}{field.name}": "" if v is None else field.kind.show(v, field) for field, v in told.items()}


def _told(view: FormView) -> Sequence[Field]:
    return [field for field in view.fields if "formula" in field.options and not view.masks(field)]

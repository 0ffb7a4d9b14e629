"""Count a list and add up its number columns, in one statement."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from saas.fields.field import Field
from saas.people.viewer import Viewer
from saas.records.query import ListQuery, rows_wanted
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession


class Totals(NamedTuple):
    """How many records a list holds in all, and the sums by field name."""

    records: int
    sums: dict[str, Decimal | None]


async def totals_of(
    db: TenantSession, viewer: Viewer, view: FormView, query: ListQuery, fields: Sequence[Field]
) -> Totals:
    """Count the records of a list and add up those of the given fields that ask for a total and are not masked."""
    summed = [field for field in fields if field.options.get("total") and field.id > 0 and not view.masks(field)]
    sums = [func.sum(view.table.c[field.column]) for field in summed]
    statement = select(func.count(), *sums).select_from(view.table).where(rows_wanted(db, view, query))
    row = (await db.execute(statement, await scope_params(db, viewer))).one()
    return Totals(row[0], {field.name: value for field, value in zip(summed, row[1:], strict=True)})

"""Count a list and add up its number columns, in one statement."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from saas.fields.field import Field
from saas.people.viewer import Viewer
from saas.records.query import ListQuery, sum_up
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
    count, *sums = await sum_up(db, viewer, view, query, summed)
    return Totals(count, {field.name: value for field, value in zip(summed, sums, strict=True)})

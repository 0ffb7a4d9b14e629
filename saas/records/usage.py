"""How a field is used over all records, for whoever changes its settings: counts alone, no record is read."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ARRAY, func, select

from saas.fields.field import Field
from saas.forms.form import Form
from tenants.sessions import TenantSession


class Usage(NamedTuple):
    """How many records have no value, and how many have each option."""

    missing: int
    options: Mapping[str, int]


async def usage_of(db: TenantSession, form: Form, field: Field) -> Usage:
    """Count, the trash left out."""
    if field.kind.column is None:
        return Usage(0, {})
    table = form.table
    column, alive = table.c[field.column], table.c.deleted_at.is_(None)
    missing = (await db.execute(select(func.count()).select_from(table).where(alive, column.is_(None)))).scalar_one()
    if not field.choices:
        return Usage(missing, {})
    key = func.unnest(column) if isinstance(column.type, ARRAY) else column
    each = select(key.label("key")).where(alive, column.is_not(None)).subquery()
    found = await db.execute(select(each.c.key, func.count()).group_by(each.c.key))
    counted: dict[str, int] = {row.key: row[1] for row in found}
    order = [*field.choices, *(key for key in counted if key not in field.choices)]
    return Usage(missing, {key: counted[key] for key in order if key in counted})

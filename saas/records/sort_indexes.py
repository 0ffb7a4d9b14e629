"""Indexes to sort big tables by, chosen by use.

A table of 100,000 rows sorted by an amount took somebody who sees all of them 140 ms, and 0.3 ms with an index, as
measured. Lists of one's own are read from an index that begins with the owner, those of a department from one that
begins with the department; who sees all, or many departments, walks one over all rows.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2s

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import SelectBase

from saas.forms.form import Form
from saas.forms.tables import DIALECT
from saas.kit.clock import today
from saas.records.order import Key, key_of
from saas.records.scope import MOST_PARTS
from saas.records.system import SYSTEM
from tenants.alone import run_alone
from tenants.migrations import checked
from tenants.orm import TenantTable
from tenants.sessions import TenantSession

MOST = 10
"""Indexes to sort by on one table: each makes every change of a record a little slower."""
REMEMBERED = timedelta(days=30)

_BUILT = text(
    "SELECT i.relname, indisvalid FROM pg_index JOIN pg_class i ON i.oid = indexrelid"
    " WHERE indrelid = cast(:table AS regclass) AND i.relname ~ '_s(_[0-9a-f]{8})?$'"
)


class SortUse(TenantTable):
    """A day on which a big table was sorted in some way, by people whose rows one column leads to, or none."""

    __tablename__ = "sort_uses"

    form_id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(primary_key=True)
    lead: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


def can_be_indexed(keys: Sequence[Key]) -> bool:
    """Tell whether an order follows from the row alone, as an index wants it."""
    parts = (part for key in keys for part in visitors.iterate(key.expression))
    return bool(keys) and not any(isinstance(part, SelectBase) for part in parts)


def lead_of(scope: str | None, departments: int) -> str:
    """Name the column that an index for the rows of a scope begins with; none for one over all rows."""
    if scope == "own":
        return "owner_id"
    few = scope == "department" or (scope == "department_tree" and departments <= MOST_PARTS)
    return "department_id" if few else ""


async def remember_use(db: TenantSession, form: Form, sort: str, lead: str) -> None:
    """Note that a form was sorted in some way today, and forget what was long ago."""
    use = {"form_id": form.id, "sort": sort, "lead": lead, "day": today()}
    await db.execute(insert(SortUse).values(use).on_conflict_do_nothing())
    await db.execute(delete(SortUse).where(SortUse.day < today() - REMEMBERED))


async def build_used(db: TenantSession, form: Form) -> None:
    """Build the indexes for the sorts that are used most, and drop the others, without stopping those who write."""
    days = select(SortUse.sort, SortUse.lead).where(SortUse.form_id == form.id).group_by(SortUse.sort, SortUse.lead)
    used = (await db.execute(days.order_by(func.count().desc(), func.max(SortUse.day).desc(), SortUse.sort))).all()
    wanted = dict(_wanted(form, db.company.schema, [(sort, lead) for sort, lead in used]))
    table = f"{checked(db.company.schema)}.{form.table.name}"
    for name, valid in (await db.execute(_BUILT, {"table": table})).all():
        if valid and name in wanted:
            del wanted[name]
        else:  # Nobody asks for it any more, or its building was interrupted.
            await run_alone(db, f"DROP INDEX CONCURRENTLY IF EXISTS {db.company.schema}.{name}")
    for statement in wanted.values():
        await run_alone(db, statement)


def _wanted(form: Form, schema: str, used: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    built = 0
    for sort, lead in used:
        keys = _keys(form, sort)
        if keys and built < MOST:
            built += 1
            yield sort_index_sql(form, schema, keys, lead)


def _keys(form: Form, sort: str) -> list[Key]:
    fields = form.by_name | {field.name: field for field in SYSTEM}
    names = [name.removeprefix("-") for name in sort.split(",")]
    if not all(name in fields for name in names):
        return []  # A field that has been removed since.
    return [key_of(form, fields[name.removeprefix("-")], name.startswith("-")) for name in sort.split(",")]


def sort_index_sql(form: Form, schema: str, keys: Sequence[Key], lead: str) -> tuple[str, str]:
    """Name an index for an order, and write its DDL."""
    table = form.table
    orders = [*(key.order for key in keys), table.c.id.desc()]
    written = [str(order.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})) for order in orders]
    columns = ", ".join([lead] * bool(lead) + [order.replace(f"{table.fullname}.", "") for order in written])
    name = f"{table.name}_s_{blake2s(columns.encode(), digest_size=4).hexdigest()}"
    verb = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name}"
    return name, f"{verb} ON {checked(schema)}.{table.name} ({columns}) WHERE deleted_at IS NULL"

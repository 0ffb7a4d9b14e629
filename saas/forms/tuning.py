"""Indexes for big tables: to search and tell duplicates by, to count by, and to find what is one's own by.

100,000 rows counted and added up behind a filter took 20 ms without such an index and 3 ms with it, as measured. Small
tables go without: a new company would have more indexes than rows, and what fills an empty table, an import above all,
would keep them up row by row. What big tables are sorted by is for `saas.records.sort_indexes`.
"""

from collections.abc import Iterator
from hashlib import blake2s

from sqlalchemy import ARRAY, literal_column, text

from saas.forms.form import Form
from saas.forms.tables import pairs_in
from tenants.alone import run_alone
from tenants.engines import Database
from tenants.migrations import checked
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

BIG = 5_000  # Rows.
LAST = "department"  # Built last, so that a table that has it has them all.
WIDEST = 24  # Columns beside the owner; PostgreSQL takes 32 in all.

_ROWS = text("SELECT reltuples FROM pg_class WHERE oid = cast(:table AS regclass)")
_BROKEN = text(
    "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = cast(:table AS regclass) AND NOT indisvalid"
)
_WIDE = text(
    "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class i ON i.oid = indexrelid"
    r" WHERE indrelid = cast(:table AS regclass) AND i.relname LIKE '%\_w\_%' AND i.relname <> ALL(:names)"
)
_DEPARTMENTS = text("SELECT count(*) FROM departments")
_UNTUNED = text(
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    r" WHERE n.nspname LIKE 'w\_%' AND c.relkind = 'r' AND c.relname ~ '^r_[0-9]+$' AND c.reltuples >= :big"
    " AND NOT EXISTS (SELECT FROM pg_class i WHERE i.relnamespace = n.oid AND i.relname = c.relname || '_' || :last)"
)


async def tune_table(db: TenantSession, form: Form) -> None:
    """Give a form's table its further indexes once it is big, without stopping those who write."""
    table = f"{checked(db.company.schema)}.{form.table.name}"
    if (await db.execute(_ROWS, {"table": table})).scalar_one() < BIG:
        return
    # What an interrupted build left behind is never used and would keep us from building anew.
    for broken in (await db.execute(_BROKEN, {"table": table})).scalars().all():
        await run_alone(db, f"DROP INDEX IF EXISTS {broken}")
    leads = ["owner_id"]
    if (await db.execute(_DEPARTMENTS)).scalar_one() > 1:
        leads.append("department_id")
    wide = dict(wide_index_sql(form, db.company.schema, lead) for lead in leads)
    for each in (*wide.values(), *search_index_sql(form, db.company.schema)):
        await run_alone(db, each)
    if not form.indexed:
        await bump_revision(db)  # From now on searches ask the index.
    for outdated in (await db.execute(_WIDE, {"table": table, "names": list(wide)})).scalars().all():
        await run_alone(db, f"DROP INDEX CONCURRENTLY IF EXISTS {outdated}")


def search_index_sql(form: Form, schema: str) -> Iterator[str]:
    """Write the DDL of the indexes to search by, and to list by as lists do unasked."""
    table = f"{checked(schema)}.{form.table.name}"
    verb = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {form.table.name}"
    yield f"{verb}_search ON {table} USING gin ({pairs_in(literal_column('search_text'))})"
    yield f"{verb}_title ON {table} (title_key)"
    yield f"{verb}_updated ON {table} (updated_at)"
    yield f"{verb}_owner ON {table} (owner_id, id DESC) WHERE deleted_at IS NULL"
    for field in form.fields:
        if field.options.get("identity") and not field.protected:
            yield f"{verb}_{field.column}_k ON {table} ({field.column}_k)"
        if field.protected and not field.unique:
            yield f"{verb}_{field.column}_i ON {table} ({field.column}_i)"
        if field.protected and "last_four" in field.kind.operators:
            yield f"{verb}_{field.column}_l ON {table} ({field.column}_l)"
    yield f"{verb}_{LAST} ON {table} (department_id, id DESC) WHERE deleted_at IS NULL"


def wide_index_sql(form: Form, schema: str, lead: str) -> tuple[str, str]:
    """Name an index that holds what lists are filtered by and add up, led by owner or department, and write its DDL.

    PostgreSQL counts and adds up from it alone, without visiting the rows, which lie scattered over the whole table.
    """
    fields = [field for field in form.fields if field.kind.column is not None and not field.protected]
    short = [field for field in fields if "contains" not in field.kind.operators]
    columns = [field.column for field in short if not isinstance(field.kind.column, ARRAY)][:WIDEST]
    digest = blake2s(",".join([lead, *columns]).encode(), digest_size=4).hexdigest()
    other = "department_id" if lead == "owner_id" else "owner_id"
    table, included = form.table.name, ", ".join([other, "updated_at", "created_at", *columns])
    name = f"{table}_w_{digest}"
    verb = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {checked(schema)}.{table}"
    return name, f"{verb} ({lead}) INCLUDE ({included}) WHERE deleted_at IS NULL"


async def untuned(database: Database) -> list[tuple[str, int]]:
    """List the big tables of all companies that still lack those indexes: company id and form id."""
    async with database.platform() as platform:
        rows = await platform.execute(_UNTUNED, {"big": BIG, "last": LAST})
        return [(schema.removeprefix("w_"), int(table.removeprefix("r_"))) for schema, table in rows]

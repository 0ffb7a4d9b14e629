"""What forms leave for later: building a new field's indexes, dropping the columns of fields long removed."""

from contextlib import suppress
from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import delete, select

from saas.forms.ddl import FormBusy, run_ddl
from saas.forms.model import FieldRow
from saas.forms.queries import as_field, forms_of
from saas.forms.tables import Shape, columns_of, index_sql
from saas.forms.tuning import tune_table, untuned
from saas.jobs.guard import AWAY, LATER
from saas.kit.clock import now
from saas.records.serials import SerialCounter
from tenants.alone import run_alone
from tenants.migrations import checked
from tenants.queue import every_company, open_database, queue, tenant_task
from tenants.sessions import TenantSession

KEPT = timedelta(days=30)  # A removed field's values can be brought back this long.
BUSY = RetryStrategy(max_attempts=20, wait=60, linear_wait=60, retry_exceptions=(*AWAY, FormBusy))


@tenant_task("forms.build_indexes", retry=LATER)
async def build_indexes(db: TenantSession, field: int) -> None:
    """Build a field's indexes without stopping those who write."""
    for form in (await forms_of(db)).all:
        for found in form.fields:
            if found.id == field:
                for statement in index_sql(form.table, Shape.of(found), checked(db.company.schema), concurrently=True):
                    await run_alone(db, statement)
                await tune_table(db, form)


@tenant_task("forms.tune", retry=LATER)
async def tune(db: TenantSession, form: int) -> None:
    """Build the further indexes of a table that has become big."""
    found = (await forms_of(db)).by_id.get(form)
    if found:
        await tune_table(db, found)


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="forms.tune_all", queueing_lock="forms.tune_all")
async def tune_all(timestamp: int) -> None:
    """Look for tables that have become big."""
    for company, form in await untuned(open_database()):
        lock = f"forms.tune:{company}:{form}"
        with suppress(AlreadyEnqueued):
            await queue.configure_task("forms.tune", lock=lock, queueing_lock=lock).defer_async(
                company=company, form=form
            )


@every_company("forms.purge", cron="20 3 * * *")
async def purge(db: TenantSession) -> None:
    """Have the columns of fields dropped that were removed 30 days ago: one job each, so that none holds up another."""
    query = select(FieldRow.id).where(FieldRow.removed_at < now() - KEPT)
    for field in (await db.execute(query)).scalars().all():
        db.defer(purge_field(field=field))


@tenant_task("forms.purge_field", retry=BUSY)
async def purge_field(db: TenantSession, field: int) -> None:
    """Drop a removed field's columns; while somebody reads the table for long, it is tried again later."""
    await drop_field(db, field)


async def drop_field(db: TenantSession, field: int) -> None:
    """Drop the columns and the definition of a field that was removed 30 days ago. Raise FormBusy."""
    row = await db.get(FieldRow, field)
    if row is None or row.removed_at is None or row.removed_at >= now() - KEPT:
        return  # It is gone already, or was brought back.
    form = (await forms_of(db)).by_id[row.form_id]
    columns = [column.name for column in columns_of(Shape.of(as_field(row)))]
    if columns:
        drops = ", ".join(f"DROP COLUMN IF EXISTS {name}" for name in columns)
        await run_ddl(db, f"ALTER TABLE {checked(db.company.schema)}.{form.table.name} {drops}")
    await db.execute(delete(SerialCounter).where(SerialCounter.field_id == field))
    await db.execute(delete(FieldRow).where(FieldRow.id == field))
    db.defer(tune(form=form.id))  # The index that lists are counted by went with the column.

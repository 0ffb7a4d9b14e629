"""What forms leave for later: building a new field's indexes, dropping the columns of fields long removed."""

from contextlib import suppress
from datetime import timedelta

from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import delete, select

from saas.forms.model import FieldRow
from saas.forms.queries import as_field, forms_of
from saas.forms.tables import Shape, columns_of, index_sql
from saas.forms.tuning import tune_table, untuned
from saas.jobs.guard import LATER
from saas.kit.clock import now
from tenants.alone import run_alone
from tenants.migrations import checked
from tenants.queue import every_company, open_database, queue, tenant_task
from tenants.sessions import TenantSession

KEPT = timedelta(days=30)  # A removed field's values can be brought back this long.


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
    """Drop the columns of fields that were removed 30 days ago."""
    query = select(FieldRow).where(FieldRow.removed_at < now() - KEPT)
    for row in (await db.execute(query)).scalars().all():
        form = (await forms_of(db)).by_id[row.form_id]
        drops = ", ".join(f"DROP COLUMN IF EXISTS {column.name}" for column in columns_of(Shape.of(as_field(row))))
        await (await db.connection()).exec_driver_sql(
            f"ALTER TABLE {checked(db.company.schema)}.{form.table.name} {drops}"
        )
        await db.execute(delete(FieldRow).where(FieldRow.id == row.id))
        db.defer(tune(form=form.id))  # The index that lists are counted by went with the column.

"""Statements that PostgreSQL runs only outside a transaction, as CREATE INDEX CONCURRENTLY."""

from tenants.migrations import checked
from tenants.sessions import TenantSession


async def run_alone(db: TenantSession, statement: str) -> None:
    """Commit what the session did, then run one statement as the company's role, outside of any transaction.

    Building an index waits until every transaction that looked at the database before it has ended: ours, too.
    """
    await db.commit()
    async with db.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.exec_driver_sql(f"SET ROLE {checked(db.company.schema)}")
        try:
            await alone.exec_driver_sql(statement)
        finally:
            await alone.exec_driver_sql("RESET ROLE")
    await db.begin_again()

"""A new company and a migrated one are the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from saas import jobs
from tenants.engines import Database
from tenants.migrations import upgrade
from tenants.orm import TenantTable
from tests.conftest import World

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = :schema AND table_name NOT LIKE 'r\\_%' ORDER BY 1, 2
"""
INDEXES = """
    SELECT tablename, replace(indexdef, :schema, '…') FROM pg_indexes
    WHERE schemaname = :schema AND tablename NOT LIKE 'r\\_%' ORDER BY 1, 2
"""


async def test_a_fresh_tenant_equals_a_migrated_one(database: Database, world: World) -> None:
    migrated = "w_migrated22"

    def migrate(connection: Connection) -> None:
        upgrade(connection, "tenant", migrated)

    async with database.admin.connect() as connection:
        transaction = await connection.begin()
        await connection.exec_driver_sql(f"CREATE ROLE {migrated}; CREATE SCHEMA {migrated}")
        await connection.exec_driver_sql(f"GRANT USAGE, CREATE ON SCHEMA {migrated} TO {migrated}")
        await connection.run_sync(migrate)
        for query in (COLUMNS, INDEXES):
            found = [
                [tuple(str(value).replace(schema, "…") for value in row) for row in rows]
                for schema in (migrated, world.company.schema)
                for rows in [(await connection.execute(text(query), {"schema": schema})).all()]
            ]
            assert found[0] == found[1]
        await transaction.rollback()


async def test_mapped_classes_fit_the_tables(database: Database, world: World) -> None:
    jobs.register()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        mapped = set(TenantTable.metadata.tables)
        found = compare_metadata(context, TenantTable.metadata)
        return [d for d in found if isinstance(d, tuple) and d[0] in ("add_column", "add_table") and mapped]

    async with database.tenant(world.company) as db:
        connection = await db.connection()
        assert await connection.run_sync(differences) == []

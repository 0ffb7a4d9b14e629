"""Make and unmake a company's home: a role, a schema of the same name, its tables and its data key."""

from collections.abc import Awaitable, Callable

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from tenants.companies import Company, CompanyRow, new_company_id
from tenants.engines import Database
from tenants.keys import EnvelopeKey
from tenants.migrations import PLACEHOLDER, checked, tenant_script
from tenants.sessions import TenantSession


class LabelTaken(Exception):
    """Another company has this host name."""


async def provision(
    database: Database,
    *,
    label: str,
    name: str,
    locale: str,
    extra: str = "",
    settle: Callable[[TenantSession], Awaitable[None]] | None = None,
) -> Company:
    """Create a company's role, schema, tables and key in one transaction.

    `extra` is more SQL to run as the company's role, written for the schema PLACEHOLDER: the forms it starts with.
    `settle` then fills the new home, still inside the transaction: nobody ever sees a company without its owner.
    Raise LabelTaken when the host name is in use.
    """
    company = Company(new_company_id(), label, name, locale, "active")
    script = _home(company.schema, database.app_role) + tenant_script(company.schema)
    script += window(company.schema, database.app_role)
    if extra:
        script += f"SET LOCAL ROLE {company.schema};\n{extra.replace(PLACEHOLDER, company.schema)}\nRESET ROLE;\n"
    row = {"id": company.id, "label": label, "name": name, "locale": locale}
    key = database.keys.new_key(company.id)
    try:
        async with database.admin.begin() as connection:
            await connection.execute(insert(CompanyRow).values(row))
            await connection.execute(
                insert(EnvelopeKey).values(company_id=company.id, version=key.version, wrapped=key.wrapped)
            )
            await connection.run_sync(_run_script, script)
            if settle:
                async with TenantSession(connection, company, database.keys) as db:
                    await settle(db)
                    await db.flush()
    except IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise LabelTaken from None
        raise
    return company


async def set_status(database: Database, company: Company, status: str) -> None:
    """Suspend a company or let it work again."""
    async with database.admin.begin() as connection:
        await connection.execute(update(CompanyRow).where(CompanyRow.id == company.id).values(status=status))


async def destroy(database: Database, company: Company) -> None:
    """Delete a company's data and its key: protected values in a dump of its schema alone then never open again.

    A dump of the whole database made before holds the wrapped key too, and so still opens.
    """
    schema = checked(company.schema)
    async with database.admin.begin() as connection:
        await connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        await connection.exec_driver_sql(f"DROP OWNED BY {schema}")
        await connection.exec_driver_sql(f"DROP ROLE {schema}")
        await connection.execute(delete(EnvelopeKey).where(EnvelopeKey.company_id == company.id))
        released = f"{company.label} ({company.id})"
        values = {"status": "deleted", "label": released}
        await connection.execute(update(CompanyRow).where(CompanyRow.id == company.id).values(values))
    database.keys.forget(company.id)


def _home(schema: str, app_role: str) -> str:
    # The schema belongs to the administrator: its owner could drop the operation log, which the company must not.
    return f"""
CREATE ROLE {schema} NOLOGIN;
GRANT {schema} TO {app_role};
GRANT {schema} TO CURRENT_USER;
CREATE SCHEMA {schema};
GRANT USAGE, CREATE ON SCHEMA {schema} TO {schema};
"""


def window(schema: str, app_role: str) -> str:
    """Write what the application may do before it has become the company.

    It sees the configuration's revision, and the counter by which the sealing job finds companies with something to do.
    It alone adds seals, and mentions with what these are made of: neither is in the hands of the company's role.
    """
    return f"""
GRANT USAGE ON SCHEMA {schema} TO {app_role};
GRANT SELECT ON {schema}.revision TO {app_role};
GRANT SELECT ON SEQUENCE {schema}.operation_log_id_seq TO {app_role};
GRANT SELECT, INSERT ON {schema}.operation_seals, {schema}.operation_mentions TO {app_role};
GRANT SELECT (id, at, record_ids) ON {schema}.operation_log TO {app_role};
"""


def _run_script(connection: Connection, script: str) -> None:
    # One round trip: without parameters PostgreSQL takes many statements at once.
    cursor = connection.connection.cursor()
    cursor.execute(script)
    cursor.close()

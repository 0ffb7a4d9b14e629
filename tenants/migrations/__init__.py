"""Bring the platform's schema and every company's schema to the newest version, with alembic."""

import re
from functools import cache
from io import StringIO
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent
PLACEHOLDER = "w_aaaaaaaaaa"
SCHEMA_NAME = re.compile(r"w_[a-z0-9]{10}|platform")


def upgrade(connection: Connection, folder: str, schema: str) -> None:
    """Run the missing migrations of `platform` or `tenant` on one schema, inside the caller's transaction."""
    context = MigrationContext.configure(connection, opts=_options(folder, schema))
    with Operations.context(context):
        context.run_migrations()


def revision_of(connection: Connection, schema: str) -> str | None:
    """Tell which migration a schema is at."""
    return MigrationContext.configure(connection, opts={"version_table_schema": schema}).get_current_revision()


def newest(folder: str) -> str | None:
    """Name the newest migration of `platform` or `tenant`."""
    return _scripts(folder).get_current_head()


def tenant_script(schema: str) -> str:
    """Write all tenant migrations as one SQL script for a new schema."""
    return _tenant_script().replace(PLACEHOLDER, checked(schema))


def checked(schema: str) -> str:
    """Let only our own schema names into SQL text."""
    if not SCHEMA_NAME.fullmatch(schema):
        raise ValueError(f"not a schema of ours: {schema!r}")
    return schema


@cache
def _tenant_script() -> str:
    buffer = StringIO()
    options = _options("tenant", PLACEHOLDER) | {"as_sql": True, "output_buffer": buffer}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        context.run_migrations()
    return buffer.getvalue()


def _options(folder: str, schema: str) -> dict[str, object]:
    scripts = _scripts(folder)

    def steps(revision: object, context: object) -> object:
        return scripts._upgrade_revs("head", revision)  # type: ignore[arg-type]

    return {"fn": steps, "version_table_schema": checked(schema), "transactional_ddl": True}


@cache
def _scripts(folder: str) -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER / folder))

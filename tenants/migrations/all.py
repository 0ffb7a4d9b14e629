"""Bring everything up: the platform, the queue, then all companies in parallel."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import psycopg
from procrastinate import App, SyncPsycopgConnector
from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tenants.engines import Database
from tenants.migrations import checked, newest, revision_of, upgrade
from tenants.provisioning import window

PARALLEL = 4
LOCK = 0x6775616E  # Two processes that start together migrate one after the other.

log = logging.getLogger("guanxi.migrate")


class Outcome(NamedTuple):
    """What happened to the companies: how many moved, how many were up to date, and which failed why."""

    migrated: int
    current: int
    failed: dict[str, str]


def migrate_platform(database: Database) -> None:
    """Bring the platform's and the queue's tables to the newest version."""
    with psycopg.connect(database.admin_dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        connection.execute("CREATE SCHEMA IF NOT EXISTS platform")
        connection.execute("CREATE SCHEMA IF NOT EXISTS queue")
        engine = create_engine(database.admin_url, poolclass=NullPool)
        with engine.begin() as migration:
            upgrade(migration, "platform", "platform")
        _install_queue(connection, database.admin_dsn)
        _grant(connection, database.app_role)


def migrate_tenants(database: Database, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Bring every company's schema up, each in a transaction of its own, so that stopping half-way loses nothing."""
    engine = create_engine(database.admin_url, pool_size=PARALLEL)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT 'w_' || id FROM platform.companies WHERE status <> 'deleted' ORDER BY number")
        )
        schemas = list(rows.scalars())
    goal, failed, done = newest("tenant"), {}, 0

    def one(schema: str) -> bool:
        with engine.begin() as connection:
            if revision_of(connection, checked(schema)) == goal:
                return False
            upgrade(connection, "tenant", schema)
            connection.exec_driver_sql(window(schema, database.app_role))
            return True

    migrated = 0
    with ThreadPoolExecutor(PARALLEL) as pool:
        for schema, future in [(schema, pool.submit(one, schema)) for schema in schemas]:
            try:
                migrated += future.result()
            except Exception as error:
                log.exception("migration of %s failed", schema)
                failed[schema] = str(error)
            done += 1
            if progress:
                progress(done, len(schemas))
    engine.dispose()
    return Outcome(migrated, len(schemas) - migrated - len(failed), failed)


def _install_queue(connection: psycopg.Connection, dsn: str) -> None:
    if connection.execute("SELECT to_regclass('queue.procrastinate_jobs')").fetchone() != (None,):
        return
    with App(connector=SyncPsycopgConnector(conninfo=dsn, kwargs={"options": "-c search_path=queue"})).open() as app:
        app.schema_manager.apply_schema()


READ_ONLY = (
    "REVOKE INSERT, UPDATE, DELETE ON platform.audit_heads, platform.envelope_keys FROM {}",
    "GRANT EXECUTE ON FUNCTION platform.move_audit_head, platform.note_audit_stop TO {}",
    "GRANT SELECT ON pg_stat_activity TO {}",
)
"""What the application only reads: keys, which the administrator makes, the heads of logs, which go forward, and how
many connections there are."""


def _grant(connection: psycopg.Connection, app_role: str) -> None:
    app = sql.Identifier(app_role)
    for schema in ("platform", "queue"):
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, app))
        for things, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE")):
            grant = sql.SQL("GRANT {} ON ALL {} IN SCHEMA {} TO {}")
            connection.execute(grant.format(sql.SQL(rights), sql.SQL(things), name, app))
    for statement in READ_ONLY:
        connection.execute(sql.SQL(statement).format(app))

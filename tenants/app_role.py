"""The role that pages and jobs log in as. Roles belong to the whole server, so its name follows the database's."""

import hashlib
import hmac
import re

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

PLAIN = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,58}")  # PostgreSQL cuts names at 63 bytes and keeps pg_ to itself.


def app_role(url: URL) -> str:
    """Name the role for a database, such as `guanxi_app` for `guanxi`: always safe in SQL text without quotes."""
    database = url.database or url.username or ""
    if PLAIN.fullmatch(database):
        return f"{database}_app"
    return f"guanxi_{hashlib.sha256(database.encode()).hexdigest()[:16]}_app"


def app_password(kek: bytes) -> str:
    """Derive the role's password from the installation's key, so that nothing more needs storing."""
    return hmac.new(kek, b"guanxi_app login", hashlib.sha256).hexdigest()


def ensure_app_role(admin_dsn: str, password: str) -> None:
    """Create the role, or set its password; it inherits nothing, so without SET ROLE it sees no company."""
    role = app_role(make_url(admin_dsn))
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        verb = "ALTER" if found else "CREATE"
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                sql.SQL(verb), sql.Identifier(role), sql.Literal(password)
            )
        )

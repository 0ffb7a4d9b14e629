"""What must be so before anything of a database is touched: it answers, and the key is the one it was made with."""

import psycopg

from tenants.environment import BadSetting
from tenants.keys import KeyUnavailable, LocalKey

KEYS = "SELECT company_id, wrapped FROM platform.envelope_keys ORDER BY created_at DESC LIMIT 20"


class DatabaseAway(Exception):
    """The database does not let us in; the message says why."""

    plain_text = True


def check_database(url: str, key: LocalKey) -> None:
    """Raise DatabaseAway when the database does not answer, or BadSetting when the key opens nothing in it.

    With another key we would give the application's role another password, and shut out whoever serves.
    """
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            if connection.execute("SELECT to_regclass('platform.envelope_keys')").fetchone() == (None,):
                return
            wrapped = connection.execute(KEYS).fetchall()
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0].removeprefix("connection failed: ")
        raise DatabaseAway(f"The database does not answer: {reason}. Check GUANXI_DATABASE_URL.") from None
    if wrapped and not any(_opens(key, *each) for each in wrapped):
        raise BadSetting("GUANXI_KEK: this is not the key that the database was made with; restore it from your backup")


def _opens(key: LocalKey, company: str, wrapped: bytes) -> bool:
    try:
        return bool(key.unwrap(wrapped, company.encode()))
    except KeyUnavailable:
        return False

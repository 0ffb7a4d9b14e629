"""Open connections for companies' sessions, each usable by psycopg itself and by SQLAlchemy.

SQLAlchemy's own pool takes 60 µs to hand a connection out and 30 more for a session on it, as measured; reading a whole
record takes 400.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any, cast

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
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
        """Open a connection of our own. Raise what SQLAlchemy raises."""
        try:
            proxy = await engine.raw_connection()
        except psycopg.Error as error:
            raise DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True) from error
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
        self._share = max(1, size * 2 // 3)
        self._shares: dict[str, Share] = {}
        self._idle: deque[Link] = deque()

    async def take(self, company: str) -> Link:
        """Give a connection, if need be after waiting for one. Raise SQLAlchemy's TimeoutError or OperationalError.

        A company can have two thirds of the connections, so that none can keep all others waiting.
        """
        share = self._shares.get(company)
        if share is None:
            share = self._shares[company] = Share(self._share)
        share.users += 1
        try:
            await _acquire(share.slots)
            try:
                await _acquire(self._slots)
            except BaseException:
                share.slots.release()
                raise
        except BaseException:
            self._forget(company, share)
            raise
        try:
            return self._idle.pop() if self._idle else await Link.open(self.engine)
        except BaseException:
            self._release(company)
            raise

    async def give_back(self, link: Link, company: str) -> None:
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
            self._release(company)

    async def close(self) -> None:
        """Close what is not in use."""
        await self._end(*self._idle)

    def _release(self, company: str) -> None:
        share = self._shares[company]
        self._slots.release()
        share.slots.release()
        self._forget(company, share)

    def _forget(self, company: str, share: "Share") -> None:
        share.users -= 1
        if not share.users:
            del self._shares[company]

    async def _end(self, *links: Link) -> None:
        for link in links:
            if link in self._idle:
                self._idle.remove(link)
            await greenlet_spawn(link.proxy.close)


class Share:
    """What one company may have of the connections, and how many use it or wait for it."""

    __slots__ = ("slots", "users")

    def __init__(self, size: int) -> None:
        self.slots = asyncio.Semaphore(size)
        self.users = 0


async def _acquire(slots: asyncio.Semaphore) -> None:
    if not slots.locked():
        await slots.acquire()
        return
    try:
        async with asyncio.timeout(PATIENCE):
            await slots.acquire()
    except TimeoutError:
        raise PoolTimeout("all connections are in use") from None

"""Sessions that know whose data they may touch. Two types, so that neither can be passed for the other."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import Connection, Executable, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from tenants.pool import Link, Pool
from tenants.statements import NOTHING, Statement

if TYPE_CHECKING:
    from tenants.companies import Company
    from tenants.keys import Cipher, KeyRing
    from tenants.queue import Deferred


ENTER = "SELECT set_config('role', %s, true), set_config('search_path', %s, true), (SELECT n FROM w_.revision)"


class PlatformSession(AsyncSession):
    """A transaction on the platform's own tables; it sees no company's data."""

    def __init__(self, engine: AsyncEngine | AsyncConnection) -> None:
        super().__init__(engine, expire_on_commit=False)


class _TenantSync(Session):
    """The half of a session that SQLAlchemy works with; it gets the connection when it first needs one."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Connection:
        """Give the session's one connection."""
        return self.info["owner"].bound()  # type: ignore[no-any-return]


class TenantSession(AsyncSession):
    """A transaction inside one company's schema, as that company's role.

    `fetch` and `run` take statements that were compiled before; everything else is SQLAlchemy's. Both work on one
    connection and in one transaction.
    """

    sync_session_class = _TenantSync

    cipher: "Cipher"
    revision: int
    """Which version of the company's configuration this transaction sees."""

    def __init__(self, way: Pool | AsyncConnection, company: "Company", keys: "KeyRing") -> None:
        super().__init__(expire_on_commit=False, autoflush=False)
        self.company = company
        self.reconfigured = False
        self.engine = way.engine
        self.entered = False
        self.deferred: list[Deferred] = []
        self.platform_writes: list[Executable] = []
        self._insisted: list[tuple[Statement, Mapping[str, Any]]] = []
        self._undone: list[tuple[Statement, Mapping[str, Any]]] = []
        self._way = way
        self._keys = keys
        self._bound: Connection | None = None
        self._enter = ENTER.replace("w_", company.schema).encode()
        # Temporary tables are searched last: none can stand in for a table of the company's, such as its log.
        self._entry = (company.schema, f"{company.schema}, pg_temp")
        self.sync_session.info["owner"] = self

    async def __aenter__(self) -> "TenantSession":
        """Open the company's key and begin the transaction, so that cipher and revision are known."""
        cipher = self._keys.opened(self.company.id)
        if cipher is None:
            way = self._way if isinstance(self._way, AsyncConnection) else self.engine
            async with PlatformSession(way) as platform:
                cipher = await self._keys.open(platform, self.company.id)
        self.cipher = cipher
        self._link = await (self._way.take(self.company.id) if isinstance(self._way, Pool) else Link.borrow(self._way))
        try:
            await self.begin_again()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        """End the session; what was not committed is undone, but for what was insisted on."""
        try:
            if self._insisted or self._undone:
                await self._keep_insisted()
            elif self.sync_session.in_transaction():
                await self.close()
        finally:
            await self._leave()

    async def begin_again(self) -> None:
        """Begin the next transaction after a commit, at the then newest revision."""
        self.reconfigured = False
        await self._execute(self._enter, self._entry)
        self.revision = (await self._link.cursor.fetchall())[0][2]
        self.entered = True

    async def fetch(self, statement: Statement, parameters: Mapping[str, Any] = NOTHING) -> list[tuple[Any, ...]]:
        """Run a compiled statement and give its rows. Raise what SQLAlchemy raises."""
        await self.run(statement, parameters)
        return await self._link.cursor.fetchall()

    async def run(self, statement: Statement, parameters: Mapping[str, Any] = NOTHING) -> None:
        """Run a compiled statement that gives no rows. Raise what SQLAlchemy raises."""
        if not self.entered:
            await self.begin_again()
        await self._execute(statement.text(self.company.schema), statement.parameters(parameters))

    async def insist(self, statement: Statement, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a compiled statement that is to stand even if the transaction is undone: it is then made once more."""
        rows = await self.fetch(statement, parameters)
        self._insisted.append((statement, parameters))
        return rows

    def bound(self) -> Connection:
        """Give SQLAlchemy the session's connection."""
        if self._bound is None:
            connection = self._link.for_sqlalchemy()
            self._bound = connection.execution_options(schema_translate_map={"tenant": self.company.schema})
        return self._bound

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:  # type: ignore[override]
        """Set a savepoint: an error inside the block undoes the block and no more."""
        before = len(self._insisted)
        try:
            async with super().begin_nested():
                # Left to itself SQLAlchemy sets it before its own next statement, not before ours.
                await self.connection()
                yield
        except Exception:
            for statement, parameters in self._insisted[before:]:
                await self.run(statement, parameters)
            raise

    def defer(self, job: "Deferred") -> None:
        """Ask for a job, to be enqueued by this transaction's commit."""
        self.deferred.append(job)

    def write_on_platform(self, statement: Executable) -> None:
        """Ask for a platform write (a mail, an audit head), to be made by this transaction's commit."""
        self.platform_writes.append(statement)

    async def commit(self) -> None:
        """Commit the change and, in the same transaction, enqueue the jobs it asked for."""
        for statement, parameters in self._undone:
            await self.run(statement, parameters)
        if self.deferred or self.platform_writes:
            from tenants.queue import enqueue

            await enqueue(self)
        if self.sync_session.in_transaction():
            await super().commit()
        elif isinstance(self._way, Pool):
            await self._commit()
        self.entered = False
        self._insisted, self._undone = [], []

    async def rollback(self) -> None:
        """Undo everything, the jobs included; what was insisted on is made again by the next commit."""
        self._undone, self._insisted = [*self._undone, *self._insisted], []
        self.deferred.clear()
        self.platform_writes.clear()
        self.reconfigured = self.entered = False
        await super().rollback()
        if isinstance(self._way, Pool):
            try:
                await self._link.raw.rollback()
            except psycopg.Error as error:
                raise self._translated(error) from error

    async def _keep_insisted(self) -> None:
        """Undo the transaction, and make what was insisted on in one of its own."""
        with suppress(DBAPIError):  # Without a database nobody got an answer, either.
            await self.rollback()
            await self.commit()

    async def _execute(self, text: bytes, parameters: Any) -> None:
        try:
            await self._link.cursor.execute(text, parameters)
        except psycopg.Error as error:
            raise self._translated(error) from error

    async def _commit(self) -> None:
        try:
            await self._link.raw.commit()
        except psycopg.Error as error:
            raise self._translated(error) from error

    def _translated(self, error: psycopg.Error) -> BaseException:
        """Make SQLAlchemy's exception of psycopg's; neither statement nor values go along."""
        return DBAPIError.instance(
            None, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=self._link.raw.closed
        )

    async def _leave(self) -> None:
        self.sync_session.info.clear()
        if isinstance(self._way, Pool):
            await self._way.give_back(self._link, self.company.id)


@event.listens_for(_TenantSync, "after_begin")
def enter_tenant(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Enter the company where SQLAlchemy itself begins a transaction, as after a commit."""
    owner: TenantSession = session.info["owner"]
    if transaction.nested or owner.entered:
        return
    row: Any = connection.exec_driver_sql(owner._enter.decode(), owner._entry).one()
    owner.revision, owner.entered = row[2], True

"""Sessions that know whose data they may touch. Two types, so that neither can be passed for the other."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Executable, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

if TYPE_CHECKING:
    from tenants.companies import Company
    from tenants.keys import Cipher, KeyRing
    from tenants.queue import Deferred


class PlatformSession(AsyncSession):
    """A transaction on the platform's own tables; it sees no company's data."""

    def __init__(self, engine: AsyncEngine | AsyncConnection) -> None:
        super().__init__(engine, expire_on_commit=False)


class _TenantSync(Session):
    """Carries the company into the hook that begins each transaction."""


class TenantSession(AsyncSession):
    """A transaction inside one company's schema, as that company's role."""

    sync_session_class = _TenantSync

    cipher: "Cipher"

    def __init__(self, engine: AsyncEngine | AsyncConnection, company: "Company", keys: "KeyRing") -> None:
        super().__init__(engine, expire_on_commit=False, autoflush=False)
        self.company = company
        self.reconfigured = False
        self.engine = engine
        self._keys = keys
        self.deferred: list[Deferred] = []
        self.platform_writes: list[Executable] = []
        self.sync_session.info["schema"] = company.schema

    @property
    def revision(self) -> int:
        """Tell which version of the company's configuration this transaction sees."""
        return int(self.sync_session.info["revision"])

    async def __aenter__(self) -> "TenantSession":
        """Open the company's key and begin the transaction, so that cipher and revision are known."""
        cipher = self._keys.opened(self.company.id)
        if cipher is None:
            async with PlatformSession(self.engine) as platform:
                cipher = await self._keys.open(platform, self.company.id)
        self.cipher = cipher
        await self.connection()
        return self

    async def begin_again(self) -> None:
        """Begin the next transaction after a commit, at the then newest revision."""
        self.reconfigured = False
        await self.connection()

    def defer(self, job: "Deferred") -> None:
        """Ask for a job, to be enqueued by this transaction's commit."""
        self.deferred.append(job)

    def write_on_platform(self, statement: Executable) -> None:
        """Ask for a platform write (a mail, an audit head), to be made by this transaction's commit."""
        self.platform_writes.append(statement)

    async def commit(self) -> None:
        """Commit the change and, in the same transaction, enqueue the jobs it asked for."""
        if self.deferred or self.platform_writes:
            from tenants.queue import enqueue

            await enqueue(self)
        await super().commit()

    async def rollback(self) -> None:
        """Undo everything, the jobs included."""
        self.deferred.clear()
        self.platform_writes.clear()
        self.reconfigured = False
        await super().rollback()


@event.listens_for(_TenantSync, "after_begin")
def enter_tenant(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Become the company's role for this transaction and read its configuration's revision: one statement."""
    if transaction.nested:
        return
    schema = session.info["schema"]
    connection.execution_options(schema_translate_map={"tenant": schema})
    row: Any = connection.exec_driver_sql(
        f"SELECT set_config('role', %s, true), set_config('search_path', %s, true), (SELECT n FROM {schema}.revision)",
        # Temporary tables are searched last: none can stand in for a table of the company's, such as its log.
        (schema, f"{schema}, pg_temp"),
    ).one()
    session.info["revision"] = row[2]

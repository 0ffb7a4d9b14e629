"""The connections: one pool as the application's role for all work, and one administrator's for making companies."""

from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from tenants.app_role import app_role
from tenants.companies import Company
from tenants.keys import KeyRing
from tenants.pool import Pool
from tenants.sessions import PlatformSession, TenantSession


class Database:
    """Everything that leads to PostgreSQL. One per process."""

    def __init__(self, admin_url: str, app_password: str, keys: KeyRing, *, pool_size: int = 12) -> None:
        self.keys = keys
        self.admin_url = make_url(admin_url).set(drivername="postgresql+psycopg")
        self.app_role = app_role(self.admin_url)
        self.app_url = self.admin_url.set(username=self.app_role, password=app_password)
        self.engine = _engine(self.app_url, pool_size=4, max_overflow=4, pool_recycle=900, pool_timeout=10)
        self.admin = _engine(self.admin_url, pool_size=1, max_overflow=4, pool_recycle=900, pool_timeout=10)
        self._pool = Pool(_engine(self.app_url, poolclass=NullPool), pool_size)

    def platform(self) -> PlatformSession:
        """Open a session on the platform's tables."""
        return PlatformSession(self.engine)

    def tenant(self, company: Company) -> TenantSession:
        """Open a session on one company's data."""
        return TenantSession(self._pool, company, self.keys)

    @property
    def dsn(self) -> str:
        """Give the application's connection string for psycopg itself."""
        return self.app_url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def admin_dsn(self) -> str:
        """Give the administrator's connection string for psycopg itself."""
        return self.admin_url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()
        await self.engine.dispose()
        await self.admin.dispose()


def _engine(url: URL, **pooling: Any) -> AsyncEngine:
    connecting = {"connect_timeout": 5, "application_name": "guanxi"}
    return create_async_engine(url, connect_args=connecting, **pooling)

"""Browsers without a screen: HTTP clients that speak to the application in-process, logged in as somebody."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import psycopg
import pytest
from litestar import Litestar

from saas.accounts.sessions import start_session
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from tenants.settings import Settings
from web.app import create_app
from web.csrf import csrf_config, session_token
from web.dependencies import COOKIE

SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def app(settings: Settings, database: Database) -> Litestar:
    """The application as it is served."""
    return create_app(settings, database)


@pytest.fixture
async def sign_in(app: Litestar, settings: Settings, database: Database) -> AsyncIterator[SignIn]:
    """Log somebody in: `client = await sign_in(world.company, world.owner)`. The client has the CSRF token."""
    async with AsyncExitStack() as stack:

        async def enter(company: Company, viewer: Viewer | None = None) -> httpx.AsyncClient:
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.tenant_url(company.label))
            await stack.enter_async_context(client)
            await client.get("/login")
            client.headers["x-csrftoken"] = client.cookies["csrf"]
            if viewer is not None:
                async with database.tenant(company) as db:
                    session = await start_session(db, viewer.id, ip="", agent="test")
                    await db.commit()
                client.cookies.set(COOKIE, session)
                client.headers["x-csrftoken"] = session_token(csrf_config(settings).secret, session)
            return client

        yield enter


@pytest.fixture
async def visitor(app: Litestar, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the bare host, logged in nowhere."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.base_url) as client:
        yield client


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the statements that any session sends from here on."""
    sent: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def note(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        sent.append(str(query))
        return await execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", note)
    return sent

"""Programs: HTTP clients that hold somebody's API token."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from litestar import Litestar

from saas.accounts.api_tokens import create_token
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World

Program = Callable[[Company, Viewer], Awaitable[httpx.AsyncClient]]
CUSTOMER = {"name": "苏州恒泽精密五金有限公司", "mobile": "138 1234 5678", "level": "VIP", "amount": "12万"}
CUSTOMERS = "/api/v1/forms/customer/records"


@pytest.fixture
async def program(app: Litestar, settings: Settings, database: Database) -> AsyncIterator[Program]:
    """Make a token for somebody: `api = await program(world.company, world.owner)`."""
    async with AsyncExitStack() as stack:

        async def enter(company: Company, viewer: Viewer) -> httpx.AsyncClient:
            async with database.tenant(company) as db:
                token = await create_token(db, viewer, "test")
                await db.commit()
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url=settings.tenant_url(company.label))
            client.headers["authorization"] = f"Bearer {token}"
            return await stack.enter_async_context(client)

        yield enter


@pytest.fixture
async def api(program: Program, world: World) -> httpx.AsyncClient:
    """安然's program."""
    return await program(world.company, world.owner)


@pytest.fixture
async def rep(program: Program, world: World) -> httpx.AsyncClient:
    """本杰's program."""
    return await program(world.company, world.rep)

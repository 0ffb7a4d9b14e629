"""A person who goes through the steps of an import, with the test as the worker."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from saas.imports.check import check_import
from saas.imports.run import run_import
from saas.imports.undo import undo_import
from saas.jobs.guard import guarded
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn

Work = Callable[[UUID], Awaitable[None]]
Upload = Callable[..., Awaitable[httpx.Response]]
CONTENT = "application/octet-stream"


@pytest.fixture
async def owner(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    """安然's browser."""
    return await sign_in(world.company, world.owner)


@pytest.fixture
def work(database: Database, world: World) -> Work:
    """Do what a worker does for an import, whatever it waits for."""

    async def all_of_it(id: UUID) -> None:
        for step in (check_import, run_import, undo_import):
            async with database.tenant(world.company) as db:
                await guarded(db, id, step)
                await db.commit()

    return all_of_it


async def upload(client: httpx.AsyncClient, *paths: Path, form: str = "customer") -> httpx.Response:
    """Send files as the page's form does."""
    files = [("file", (path.name, path.read_bytes(), CONTENT)) for path in paths]
    return await client.post(f"/f/{form}/import", files=files)


def import_id(answer: httpx.Response) -> UUID:
    """Read where a redirect leads."""
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["location"].rpartition("/")[2])

"""While the database is away everybody is told so, and the log says it once."""

import logging
import time

import httpx
import pytest

from tenants.engines import Database
from tenants.pool import Pool
from tenants.settings import Settings
from tests.conftest import World
from web.app import create_app
from web.outage import Outage

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.mark.parametrize("known", [True, False])
async def test_everybody_is_told_and_the_log_says_it_once(
    settings: Settings,
    database: Database,
    world: World,
    known: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fresh = Outage()
    monkeypatch.setattr("web.errors.outage", fresh)
    monkeypatch.setattr("web.dependencies.outage", fresh)
    app = create_app(settings, Database(NOWHERE, "x", database.keys))
    if known:
        app.asgi_handler.companies._kept[world.company.label] = (time.monotonic(), world.company)  # type: ignore[attr-defined]
    caplog.set_level(logging.WARNING)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.tenant_url(world.company.label)) as client:
        for path in ("/", "/login", "/f/customer", "/api/v1/forms", "/api/v1/forms/customer/records"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), path
    assert [record.message for record in caplog.records if record.name.startswith("guanxi")] == [
        "the database cannot be reached: OperationalError"
    ]
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_company_that_takes_all_it_can_leaves_connections_to_others(
    database: Database, world: World, other: World
) -> None:
    pool = Pool(database._pool.engine, 3)
    mine = [await pool.take(world.company.id) for _ in range(2)]
    theirs = await pool.take(other.company.id)
    await pool.give_back(theirs, other.company.id)
    for link in mine:
        await pool.give_back(link, world.company.id)
    assert pool._shares == {}
    await pool.close()

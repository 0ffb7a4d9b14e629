"""What whoever watches an installation can read, and who cannot."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from litestar import Litestar
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tenants.engines import Database
from tenants.queue import queue
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser
from web.app import create_app
from web.measures import registry_with
from web.pages.metrics.families import Told

DURATION = "guanxi_http_request_duration_seconds"
Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Read what a scrape says."""
    families = text_string_to_metric_families(text)
    return {(each.name, frozenset(each.labels.items())): each.value for one in families for each in one.samples}


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


@asynccontextmanager
async def scraper(app: Litestar, url: str, ip: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(ip, 40000)), base_url=url) as client:
        yield client


async def scrape(app: Litestar, settings: Settings) -> Samples:
    async with scraper(app, settings.base_url) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return samples(answer.text)


async def test_requests_are_counted_by_route_and_status(app: Litestar, settings: Settings, world: World) -> None:
    route = {"method": "GET", "route": "/f/{form}/{record}", "status": "303"}
    before = await scrape(app, settings)
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        for record in ("one", "two", "three"):
            assert (await client.get(f"/f/customer/{record}")).status_code == 303
    after = await scrape(app, settings)
    assert value(after, f"{DURATION}_count", **route) - value(before, f"{DURATION}_count", **route) == 3
    assert value(after, f"{DURATION}_sum", **route) > value(before, f"{DURATION}_sum", **route)


async def test_no_path_and_no_method_that_visitors_make_up_is_kept(
    app: Litestar, settings: Settings, world: World
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        await client.get("/a-path-that-nobody-declared")
        await client.request("BREW", "/login")
    async with scraper(app, settings.base_url) as client:
        told = (await client.get("/metrics")).text
    assert "nobody-declared" not in told
    assert "BREW" not in told
    assert world.company.label not in told
    assert world.company.id not in told


async def test_companies_jobs_and_connections_are_told(app: Litestar, settings: Settings, world: World) -> None:
    before = await scrape(app, settings)
    job = await queue.configure_task("nobody.does.this", allow_unknown=True).defer_async()
    try:
        after = await scrape(app, settings)
    finally:
        await queue.connector.execute_query_async("DELETE FROM procrastinate_jobs WHERE id = %(id)s", id=job)
    waiting = {"state": "waiting"}
    assert value(after, "guanxi_jobs", **waiting) == value(before, "guanxi_jobs", **waiting) + 1
    assert value(after, "guanxi_companies", state="active") >= 1
    assert value(after, "guanxi_database_connections", state="active") >= 1
    assert value(after, "guanxi_database_connections_limit") > 1
    assert value(after, "guanxi_database_up") == 1


def test_without_a_database_that_is_what_is_told() -> None:
    told = samples(generate_latest(registry_with(Told(None))).decode())
    assert value(told, "guanxi_database_up") == 0
    assert ("guanxi_database_up", frozenset()) in told
    assert not any(name == "guanxi_companies" for name, _ in told)


async def test_a_companys_host_has_no_figures(app: Litestar, settings: Settings, world: World) -> None:
    url = settings.tenant_url(world.company.label)
    async with scraper(app, url) as client:
        for path in ("/metrics", "//metrics", "/_site/metrics", "//_site/metrics", "/%2f_site/metrics"):
            answer = await client.get(url + path)
            assert (answer.status_code, "guanxi_" in answer.text) == (404, False), path


@pytest.mark.parametrize("ip", ["10.1.2.3", "172.18.0.1", "192.168.1.9", "::1", "fd00::7", "::ffff:10.0.0.9"])
async def test_private_networks_may_ask(app: Litestar, settings: Settings, ip: str) -> None:
    async with scraper(app, settings.base_url, ip) as client:
        assert (await client.get("/metrics")).status_code == 200


@pytest.mark.parametrize("ip", ["8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:db8::1", "::ffff:8.8.8.8", ""])
async def test_everyone_else_finds_nothing(app: Litestar, settings: Settings, ip: str) -> None:
    async with scraper(app, settings.base_url, ip) as client:
        assert (await client.get("/metrics")).status_code == 404


@pytest.mark.parametrize(
    "header",
    ["x-forwarded-for", "forwarded", "x-real-ip", "via", "cf-connecting-ip", "x-client-ip", "true-client-ip", "x-y"],
)
async def test_a_proxy_that_we_were_not_told_of_passes_nothing_on(
    app: Litestar, settings: Settings, header: str
) -> None:
    async with scraper(app, settings.base_url) as client:
        assert (await client.get("/metrics", headers={header: "10.0.0.1"})).status_code == 404


async def test_through_a_trusted_proxy_the_one_behind_it_counts(settings: Settings, database: Database) -> None:
    trusting = Settings.from_environment({"GUANXI_TRUSTED_PROXIES": "10.0.0.1"}).trusted_proxies
    app = create_app(replace(settings, trusted_proxies=trusting), database)
    async with scraper(app, settings.base_url, "10.0.0.1") as client:
        asked = [await client.get("/metrics", headers={"x-forwarded-for": ip}) for ip in ("192.168.1.9", "8.8.8.8")]
    assert [answer.status_code for answer in asked] == [200, 404]


async def test_a_pod_is_asked_by_its_address_for_figures_and_nothing_else(app: Litestar, settings: Settings) -> None:
    for host in ("10.244.1.7:8000", "[fd00::7]:8000"):
        async with scraper(app, f"http://{host}", "10.244.0.3") as client:
            assert [(await client.get(path)).status_code for path in ("/metrics", "/", "/outbox")] == [200, 421, 421]
    async with scraper(app, settings.base_url) as client:
        for host in ("rebound.example", "[", "10.0.0.1@x", "10.0.0.1.example"):
            assert (await client.get("/metrics", headers={"host": host})).status_code == 421


async def test_the_private_edition_tells_them_on_its_one_host(settings: Settings, database: Database) -> None:
    app = create_app(replace(settings, edition="private"), database)
    async with scraper(app, settings.base_url) as client:
        assert (await client.get("/metrics")).status_code == 200


async def test_with_a_token_it_alone_opens_them(settings: Settings, database: Database) -> None:
    token = "c3a9" * 8
    app = create_app(replace(settings, metrics_token=token), database)
    for ip in ("127.0.0.1", "8.8.8.8"):
        async with scraper(app, settings.base_url, ip) as client:
            said = [{"authorization": value} for value in (f"Bearer {token}", f"Bearer {token}x", "Bearer ")]
            answers = [await client.get("/metrics", headers=headers) for headers in ({}, *said)]
        assert [answer.status_code for answer in answers] == [404, 200, 404, 404]

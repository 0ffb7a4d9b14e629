"""A write that is sent twice is done once."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from saas.idempotency.actions import purge_keys
from saas.kit.clock import frozen, now
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMER, CUSTOMERS

KEY = {"idempotency-key": "3f1c"}


async def count(api: httpx.AsyncClient) -> int:
    """Count the customers."""
    return int((await api.get(CUSTOMERS, params={"total": "true"})).json()["total"])


async def test_the_same_request_gets_the_same_answer(api: httpx.AsyncClient) -> None:
    first = await api.post(CUSTOMERS, json=CUSTOMER, headers=KEY)
    again = await api.post(CUSTOMERS, json=CUSTOMER, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert [again.headers[name] for name in ("etag", "location")] == [
        first.headers[name] for name in ("etag", "location")
    ]
    assert await count(api) == 1
    place = first.headers["location"]
    for _again in range(2):
        assert (await api.delete(place, headers={"idempotency-key": "gone"})).status_code == 204


async def test_another_request_under_the_same_key_is_refused(api: httpx.AsyncClient) -> None:
    await api.post(CUSTOMERS, json=CUSTOMER, headers=KEY)
    answer = await api.post(CUSTOMERS, json=CUSTOMER | {"amount": 1}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")


async def test_a_refused_request_leaves_its_key_free(api: httpx.AsyncClient) -> None:
    assert (await api.post(CUSTOMERS, json={"name": ""}, headers=KEY)).status_code == 422
    assert (await api.post(CUSTOMERS, json=CUSTOMER, headers=KEY)).status_code == 201


async def test_twins_that_come_together_make_one_record(api: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(api.post(CUSTOMERS, json=CUSTOMER, headers=KEY) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await count(api) == 1


async def test_a_key_belongs_to_one_person(api: httpx.AsyncClient, rep: httpx.AsyncClient) -> None:
    first = await api.post(CUSTOMERS, json=CUSTOMER, headers=KEY)
    assert (await rep.post(CUSTOMERS, json=CUSTOMER, headers=KEY)).json()["id"] != first.json()["id"]


async def test_after_a_day_a_key_may_be_used_anew(api: httpx.AsyncClient, database: Database, world: World) -> None:
    await api.post(CUSTOMERS, json=CUSTOMER, headers=KEY)
    with frozen(now() + timedelta(hours=24, seconds=1)):
        assert (await api.post(CUSTOMERS, json={"name": "次日"}, headers=KEY)).status_code == 201
    with frozen(now() + timedelta(hours=49)):
        async with database.tenant(world.company) as db:
            await purge_keys(db)
            await db.commit()
    assert (await api.post(CUSTOMERS, json={"name": "又一天"}, headers=KEY)).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "\u00fc"])
async def test_a_key_that_is_none_is_refused(api: httpx.AsyncClient, key: str) -> None:
    answer = await api.post(CUSTOMERS, json=CUSTOMER, headers={"idempotency-key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")


async def test_a_revealed_value_is_never_kept(api: httpx.AsyncClient, database: Database, world: World) -> None:
    record = (await api.post(CUSTOMERS, json=CUSTOMER, headers={"idempotency-key": "a"})).json()
    await api.post(f"{CUSTOMERS}/{record['id']}/reveal/mobile", headers={"idempotency-key": "b"})
    async with database.tenant(world.company) as db:
        rows = await (await db.connection()).exec_driver_sql("SELECT convert_from(body, 'utf8') FROM idempotency_keys")
        bodies = rows.scalars().all()
    assert len(bodies) == 1
    assert "13812345678" not in bodies[0]

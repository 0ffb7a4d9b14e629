"""Masked values stay masked: who may not reveal them is told nothing about them, and nobody asks on and on."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from saas.forms.actions import add_field
from saas.forms.queries import forms_of
from saas.records import unique
from saas.records.allowance import Daily, spend
from saas.records.guesses import MATCHES
from saas.records.reveal import REVEALS
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMER, CUSTOMERS, Program

FORM = "/api/v1/forms/customer"
NUMBER = "13812345678"
IS_THE_NUMBER = {"field": "mobile", "op": "equals", "value": NUMBER}


async def leave(database: Database, who: World, daily: Daily, left: int) -> None:
    """Let 本杰 have done something today so often that so many times are left."""
    async with database.tenant(who.company) as db:
        await spend(db, who.rep, daily, daily.most - left)
        await db.commit()


@pytest.fixture
async def customer(rep: httpx.AsyncClient) -> dict[str, Any]:
    """A customer of 本杰's whose number is 138****5678."""
    return (await rep.post(CUSTOMERS, json={"values": CUSTOMER})).json()


@pytest.fixture
async def auditor(program: Program, world: World) -> httpx.AsyncClient:
    """方审's program: reads all, reveals nothing."""
    return await program(world.company, world.auditor)


async def ask(client: httpx.AsyncClient, where: str, filter: Any) -> httpx.Response:
    """Ask the same filter through one of the doors."""
    if where == "aggregate":
        return await client.post(f"{FORM}/aggregate", json={"filter": filter})
    path = f"{FORM}/export" if where == "export" else CUSTOMERS
    more = {"export": {"format": "csv"}, "total": {"total": "true"}}.get(where, {})
    return await client.get(path, params={"filter": json.dumps(filter), **more})


@pytest.mark.parametrize("where", ["list", "total", "aggregate"])
@pytest.mark.parametrize("op", ["equals", "not_equals", "any_of", "none_of", "between", "above", "starts", "contains"])
async def test_an_auditor_cannot_ask_whether_a_masked_number_is_a_certain_one(
    auditor: httpx.AsyncClient, customer: dict[str, Any], where: str, op: str
) -> None:
    value = [NUMBER, NUMBER] if op == "between" else [NUMBER] if op.endswith("_of") else NUMBER
    answer = await ask(auditor, where, {"or": [{"and": [{"field": "mobile", "op": op, "value": value}]}]})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_filter")


async def test_an_auditor_still_finds_a_customer_by_the_last_four_digits(
    auditor: httpx.AsyncClient, customer: dict[str, Any]
) -> None:
    for params in ({"q": "5678"}, {"filter": '{"field":"mobile","op":"last_four","value":"5678"}'}):
        assert len((await auditor.get(CUSTOMERS, params=params)).json()["items"]) == 1


@pytest.mark.parametrize("middle", ["1234", "9999"])
async def test_a_number_searched_for_by_an_auditor_says_nothing_of_its_middle(
    auditor: httpx.AsyncClient, customer: dict[str, Any], middle: str
) -> None:
    found = (await auditor.get(CUSTOMERS, params={"q": f"138{middle}5678"})).json()["items"]
    assert [record["id"] for record in found] == [customer["id"]]
    assert (await auditor.get(CUSTOMERS, params={"q": f"138{middle}5679"})).json()["items"] == []


async def test_a_rep_finds_a_caller_by_the_whole_number(rep: httpx.AsyncClient, customer: dict[str, Any]) -> None:
    assert len((await rep.get(CUSTOMERS, params={"q": "138 1234 5678"})).json()["items"]) == 1
    assert (await rep.get(CUSTOMERS, params={"q": "138 9999 5678"})).json()["items"] == []


async def test_beyond_the_limit_a_whole_number_is_searched_for_by_its_last_four_digits(
    rep: httpx.AsyncClient, customer: dict[str, Any], database: Database, world: World
) -> None:
    await leave(database, world, MATCHES, 2)
    found = [len((await rep.get(CUSTOMERS, params={"q": "13899995678"})).json()["items"]) for _ in range(4)]
    assert found == [0, 0, 1, 1]


@pytest.mark.parametrize("where", ["list", "total", "aggregate", "export"])
async def test_comparing_with_a_protected_value_is_counted_and_ends_with_a_clear_sentence(
    rep: httpx.AsyncClient, customer: dict[str, Any], database: Database, world: World, where: str
) -> None:
    await leave(database, world, MATCHES, 3)
    said = [await ask(rep, where, {"and": [IS_THE_NUMBER]}) for _ in range(4)]
    assert [answer.status_code for answer in said] == [200, 200, 200, 429]
    assert said[3].json()["code"] == "match_quota_reached"
    assert "后四位" in said[3].json()["title"]


async def test_one_filter_compares_once(rep: httpx.AsyncClient, customer: dict[str, Any]) -> None:
    twice = {"or": [IS_THE_NUMBER, {"and": [{**IS_THE_NUMBER, "value": "13812345679"}]}]}
    for where in ("list", "aggregate", "export"):
        assert (await ask(rep, where, twice)).status_code == 422


async def test_a_guess_counts_although_the_request_was_refused(
    rep: httpx.AsyncClient, customer: dict[str, Any], database: Database, world: World
) -> None:
    await leave(database, world, MATCHES, 2)
    await leave(database, world, REVEALS, 0)
    asked = {"format": "csv", "reveal": "1", "filter": json.dumps(IS_THE_NUMBER)}
    said = [(await rep.post(f"{FORM}/export", params=asked)).json()["code"] for _ in range(3)]
    assert said == ["reveal_quota_reached", "reveal_quota_reached", "match_quota_reached"]


async def test_forty_guesses_at_once_are_not_more_than_the_limit(
    rep: httpx.AsyncClient, customer: dict[str, Any], database: Database, world: World
) -> None:
    await leave(database, world, MATCHES, 5)
    said = await asyncio.gather(*(ask(rep, "list", IS_THE_NUMBER) for _ in range(40)))
    assert sorted(answer.status_code for answer in said) == [200] * 5 + [429] * 35


async def test_forty_reveals_at_once_are_not_more_than_the_quota(
    rep: httpx.AsyncClient, customer: dict[str, Any], database: Database, world: World
) -> None:
    await leave(database, world, REVEALS, 5)
    path = f"{CUSTOMERS}/{customer['id']}/reveal/mobile"
    said = await asyncio.gather(*(rep.post(path) for _ in range(40)))
    assert sorted(answer.status_code for answer in said) == [200] * 5 + [429] * 35
    assert (await rep.post(f"{FORM}/export?format=csv&reveal=1")).json()["code"] == "reveal_quota_reached"


async def test_a_get_reveals_nothing(rep: httpx.AsyncClient, customer: dict[str, Any]) -> None:
    path = f"{FORM}/export?format=csv&fields=name,mobile"
    assert NUMBER not in (await rep.get(path)).text
    assert (await rep.get(f"{path}&reveal=true")).status_code == 405
    assert NUMBER not in (await rep.post(path)).text
    assert NUMBER in (await rep.post(f"{path}&reveal=true")).text


async def test_what_was_revealed_one_by_one_and_by_export_adds_up(
    rep: httpx.AsyncClient, customer: dict[str, Any], database: Database, world: World
) -> None:
    await leave(database, world, REVEALS, 2)
    reveal = f"{CUSTOMERS}/{customer['id']}/reveal/mobile"
    export = f"{FORM}/export?format=csv&reveal=1&fields=mobile"
    said = [(await rep.post(path)).status_code for path in (reveal, export, reveal, export)]
    assert said == [200, 200, 429, 429]


async def test_a_batch_that_undoes_itself_does_not_say_whether_a_number_was_right(
    rep: httpx.AsyncClient, customer: dict[str, Any]
) -> None:
    said = []
    for number in (NUMBER, "13899995678"):
        guess = {"op": "update", "id": customer["id"], "values": {"mobile": number}, "version": 1}
        again = {"op": "update", "id": customer["id"], "values": {"city": "苏州"}, "version": 1}
        refused = {"op": "update", "id": customer["id"], "values": {"level": "no such level"}}
        answer = await rep.post(f"{CUSTOMERS}/batch", json={"operations": [guess, again, refused]})
        said.append((answer.status_code, answer.json()))
    assert said[0] == said[1]


async def test_what_was_read_masked_and_is_sent_back_changes_nothing(
    rep: httpx.AsyncClient, customer: dict[str, Any]
) -> None:
    path = f"{CUSTOMERS}/{customer['id']}"
    read = (await rep.get(path)).json()
    assert (await rep.patch(path, json=read)).json()["version"] == read["version"]


@pytest.fixture
async def unique_number(database: Database, world: World) -> None:
    """Customers have a second number that nobody else may have."""
    async with database.tenant(world.company) as db:
        given = {"label": "专线", "name": "hotline", "kind": "mobile", "unique": True}
        await add_field(db, world.owner, (await forms_of(db)).get("customer"), given)
        await db.commit()


async def test_whether_a_unique_number_is_taken_cannot_be_tried_for_ever(
    rep: httpx.AsyncClient, unique_number: None, database: Database, world: World
) -> None:
    made = (await rep.post(CUSTOMERS, json={"values": {"name": "甲公司", "hotline": NUMBER}})).json()
    await leave(database, world, unique.KNOWING, 3)
    said = []
    for n in range(2):
        said.append((await rep.post(CUSTOMERS, json={"values": {"name": f"乙公司{n}", "hotline": NUMBER}})).json())
    said.append((await rep.patch(f"{CUSTOMERS}/{made['id']}", json={"values": {"hotline": "13800000000"}})).json())
    assert [each["code"] for each in said] == ["invalid", "invalid", "unique_quota_reached"]


async def test_a_rep_makes_no_record_that_is_a_colleague_s(
    rep: httpx.AsyncClient, world: World, customer: dict[str, Any]
) -> None:
    theirs = {"owner": world.owner.id}
    created = await rep.post(CUSTOMERS, json={"values": {"name": "别人的公司"} | theirs})
    patched = await rep.patch(f"{CUSTOMERS}/{customer['id']}", json={"values": theirs})
    create = {"op": "create", "values": {"name": "别人的公司"} | theirs}
    update = {"op": "update", "id": customer["id"], "values": theirs}
    batch = await rep.post(f"{CUSTOMERS}/batch", json={"operations": [create, update]})
    assert [answer.status_code for answer in (created, patched, batch)] == [422, 422, 422]
    assert created.json()["errors"] == {"owner": "不能为该成员创建记录。"}
    assert patched.json()["errors"] == {"owner": "不能把记录交给该成员。"}
    assert set(batch.json()["errors"]) == {"0", "1"}


async def test_an_owner_hands_a_record_to_a_colleague(
    api: httpx.AsyncClient, rep: httpx.AsyncClient, world: World, customer: dict[str, Any]
) -> None:
    path = f"{CUSTOMERS}/{customer['id']}"
    assert (await api.patch(path, json={"values": {"owner": world.auditor.id}})).status_code == 200
    assert (await rep.get(path)).status_code == 404
    made = await api.post(CUSTOMERS, json={"values": {"name": "给本杰的公司", "owner": world.rep.id}})
    assert (await rep.get(f"{CUSTOMERS}/{made.json()['id']}")).status_code == 200

"""Numbers about records."""

import httpx
import pytest

from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS, Program

AGGREGATE = "/api/v1/forms/customer/aggregate"


@pytest.fixture
async def customers(api: httpx.AsyncClient, world: World) -> None:
    """Three customers, one of them the rep's."""
    for level, amount, owner in (("A", "0.1", world.owner), ("A", "0.2", world.owner), ("B", "5", world.rep)):
        values = {"name": f"客户{amount}", "level": level, "amount": amount, "owner": owner.id}
        assert (await api.post(CUSTOMERS, json=values)).status_code == 201


@pytest.mark.usefixtures("customers")
async def test_sums_are_exact_and_by_group(api: httpx.AsyncClient) -> None:
    measures = [{"op": "count"}, {"op": "sum", "field": "amount"}, {"op": "max", "field": "created_at"}]
    answer = await api.post(AGGREGATE, json={"group_by": ["level"], "measures": measures})
    assert '"sum_amount":0.3,' in answer.text
    assert [item["group"]["level"] for item in answer.json()["items"]] == ["A", "B"]
    assert [item["measures"]["count"] for item in answer.json()["items"]] == [2, 1]


@pytest.mark.usefixtures("customers")
async def test_a_rep_adds_up_only_their_own(rep: httpx.AsyncClient) -> None:
    answer = await rep.post(AGGREGATE, json={"measures": [{"op": "count"}, {"op": "sum", "field": "amount"}]})
    assert answer.json()["items"][0]["measures"] == {"count": 1, "sum_amount": 5}


async def test_nothing_is_one_empty_sum(api: httpx.AsyncClient) -> None:
    answer = await api.post(AGGREGATE, json={"measures": [{"op": "sum", "field": "amount"}]})
    assert answer.json()["items"] == [{"group": {}, "titles": {}, "measures": {"sum_amount": None}}]


async def test_masked_values_neither_group_nor_measure(api: httpx.AsyncClient) -> None:
    grouped = await api.post(AGGREGATE, json={"group_by": ["mobile"]})
    assert (grouped.status_code, grouped.json()["code"]) == (422, "bad_group")
    for op in ("count", "min", "max"):
        measured = await api.post(AGGREGATE, json={"measures": [{"op": op, "field": "mobile"}]})
        assert (measured.status_code, measured.json()["code"]) == (422, "bad_measure")


async def test_a_hidden_field_is_as_unknown_as_one_that_never_was(rep: httpx.AsyncClient) -> None:
    said = []
    for name in ("cost", "co_t"):
        for body in ({"group_by": [name]}, {"measures": [{"op": "sum", "field": name}]}):
            answer = await rep.post("/api/v1/forms/product/aggregate", json=body)
            said.append((answer.status_code, answer.text.replace(name, "…")))
    assert said[:2] == said[2:]


async def test_groups_by_link_count_what_one_may_not_see_as_none(
    api: httpx.AsyncClient, rep: httpx.AsyncClient, world: World
) -> None:
    customer = (await api.post(CUSTOMERS, json={"name": "老板的客户"})).json()
    deal = {"name": "商机", "customer": customer["id"], "owner": world.rep.id}
    made = await api.post("/api/v1/forms/deal/records", json=deal)
    assert made.status_code == 201, made.text
    mine = (await api.post("/api/v1/forms/deal/aggregate", json={"group_by": ["customer"]})).json()["items"]
    assert mine[0]["group"] == {"customer": customer["id"]}
    assert mine[0]["titles"] == {"customer": "老板的客户"}
    theirs = (await rep.post("/api/v1/forms/deal/aggregate", json={"group_by": ["customer"]})).json()["items"]
    assert theirs[0] == {"group": {"customer": None}, "titles": {}, "measures": {"count": 1}}


@pytest.mark.parametrize(
    "body",
    [
        {"group_by": "level"},
        {"group_by": [["level"]]},
        {"group_by": ["level"] * 4},
        {"measures": []},
        {"measures": ["count"]},
        {"measures": [{"op": "count", "field": {}}]},
        {"measures": [{"op": "drop"}]},
        {"measures": [{"op": "sum"}]},
        {"measures": [{"op": "sum", "field": "name"}]},
        {"measures": [{"op": "min", "field": "name"}]},
        {"filter": [1]},
        {"q": 5},
    ],
)
async def test_what_cannot_be_computed_is_refused(api: httpx.AsyncClient, body: object) -> None:
    assert (await api.post(AGGREGATE, json=body)).status_code == 422


async def test_the_log_says_what_was_computed(program: Program, world: World, api: httpx.AsyncClient) -> None:
    await api.post(AGGREGATE, json={"group_by": ["level"], "measures": [{"op": "sum", "field": "amount"}]})
    auditor = await program(world.company, world.auditor)
    lines = (await auditor.get("/api/v1/audit", params={"action": "aggregate"})).json()["items"]
    assert set(lines[0]["fields"]) == {"amount", "level"}

"""Many writes at once."""

import httpx

from tests.web.api.conftest import CUSTOMER, CUSTOMERS

BATCH = f"{CUSTOMERS}/batch"


async def test_a_batch_creates_updates_and_deletes(api: httpx.AsyncClient) -> None:
    first, second = [(await api.post(CUSTOMERS, json=CUSTOMER)).json() for _ in range(2)]
    operations = [
        {"op": "create", "values": {"name": "宁波远航模具有限公司"}},
        {"op": "update", "id": first["id"], "values": {"amount": 5}, "version": 1},
        {"op": "delete", "id": second["id"]},
    ]
    answer = await api.post(BATCH, json={"operations": operations})
    assert answer.status_code == 200
    made, changed, gone = answer.json()["items"]
    assert made["record"]["values"]["name"] == "宁波远航模具有限公司"
    assert changed["record"]["version"] == 2
    assert gone == {"op": "delete", "id": second["id"]}
    assert (await api.get(f"{CUSTOMERS}/{second['id']}")).status_code == 404


async def test_one_bad_operation_undoes_all_and_each_is_named(api: httpx.AsyncClient) -> None:
    operations = [
        {"op": "create", "values": {"name": "留不住"}},
        {"op": "create", "values": {"amount": "很多"}},
        {"op": "update", "id": "nobody", "values": {}},
        {"op": "conquer"},
        7,
    ]
    answer = await api.post(BATCH, json={"operations": operations})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "batch_refused"
    assert {n: each["code"] for n, each in problem["errors"].items()} == {
        "1": "invalid",
        "2": "record_not_found",
        "3": "bad_operation",
        "4": "bad_operation",
    }
    assert set(problem["errors"]["1"]["errors"]) == {"name", "amount"}
    assert (await api.get(CUSTOMERS)).json()["items"] == []


async def test_a_batch_of_five_hundred_is_taken_and_one_more_is_not(api: httpx.AsyncClient) -> None:
    operations = [{"op": "create", "values": {"name": f"客户{n}"}} for n in range(500)]
    answer = await api.post(BATCH, json={"operations": operations})
    assert answer.status_code == 200
    assert (await api.get(CUSTOMERS, params={"total": "true"})).json()["total"] == 500
    answer = await api.post(BATCH, json={"operations": [*operations, operations[0]]})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_batch")

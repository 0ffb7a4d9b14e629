"""Records through the API, as a program sees them."""

import httpx

from tests.web.api.conftest import CUSTOMER, CUSTOMERS


async def test_a_record_is_created_read_changed_and_deleted(api: httpx.AsyncClient) -> None:
    made = await api.post(CUSTOMERS, json={"values": CUSTOMER})
    assert made.status_code == 201
    record = made.json()
    assert made.headers["location"] == f"{CUSTOMERS}/{record['id']}"
    assert made.headers["etag"] == '"v1"'
    assert record["values"]["amount"] == 120000
    assert record["values"]["mobile"] == "138****5678"
    assert record["owner"]["name"] == "安然"
    read = await api.get(made.headers["location"])
    assert read.json() == record
    changed = await api.patch(made.headers["location"], json={"values": {"amount": 0.1}})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
    assert changed.text.count('"amount":0.1,') == 1
    assert (await api.delete(made.headers["location"])).status_code == 204
    gone = await api.get(made.headers["location"])
    assert (gone.status_code, gone.json()["code"]) == (404, "record_not_found")
    back = await api.post(made.headers["location"] + "/restore")
    assert back.json()["values"]["amount"] == 0.1

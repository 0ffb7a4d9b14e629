"""HTTP as everybody speaks it."""

import httpx
import pytest

from tests.web.api.conftest import CUSTOMER, CUSTOMERS


async def made(api: httpx.AsyncClient) -> str:
    answer = await api.post(CUSTOMERS, json={"values": CUSTOMER})
    return f"{CUSTOMERS}/{answer.json()['id']}"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/login", "/api/v1/forms", CUSTOMERS])
async def test_head_answers_as_get_does_without_the_body(api: httpx.AsyncClient, path: str) -> None:
    head, got = await api.head(path), await api.get(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    kept = ("content-type", "etag", "cache-control", "content-security-policy")
    assert {name: head.headers.get(name) for name in kept} == {name: got.headers.get(name) for name in kept}


@pytest.mark.parametrize("method", ["PUT", "TRACE", "DELETE"])
async def test_a_method_that_cannot_be_used_is_told_which_can(api: httpx.AsyncClient, method: str) -> None:
    answer = await api.request(method, CUSTOMERS)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


async def test_the_scheme_of_a_token_has_no_case(api: httpx.AsyncClient) -> None:
    token = api.headers["authorization"].partition(" ")[2]
    for scheme in ("bearer", "BEARER", "Bearer "):
        assert (await api.get(CUSTOMERS, headers={"authorization": f"{scheme} {token}"})).status_code == 200
    assert (await api.get(CUSTOMERS, headers={"authorization": f"Basic {token}"})).status_code == 401


async def test_what_was_read_before_is_not_sent_again(api: httpx.AsyncClient) -> None:
    place = await made(api)
    for path in (place, CUSTOMERS):
        tag = (await api.get(path)).headers["etag"]
        for named in (tag, f'"other", W/{tag}', "*"):
            again = await api.get(path, headers={"if-none-match": named})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        await api.patch(place, json={"amount": 1})
        changed = await api.get(path, headers={"if-none-match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag
        await api.patch(place, json={"amount": 2})


async def test_a_customer_renamed_changes_the_tag_of_what_links_to_it(api: httpx.AsyncClient) -> None:
    place = await made(api)
    contact = {"name": "王五", "customer": place.rpartition("/")[2]}
    answer = await api.post("/api/v1/forms/contact/records", json={"values": contact})
    path = f"/api/v1/forms/contact/records/{answer.json()['id']}"
    tag = (await api.get(path)).headers["etag"]
    await api.patch(place, json={"name": "改名公司"})
    assert (await api.get(path, headers={"if-none-match": tag})).status_code == 200


async def test_a_list_gives_each_records_tag_and_it_guards_the_change(api: httpx.AsyncClient) -> None:
    place = await made(api)
    [item] = (await api.get(CUSTOMERS)).json()["items"]
    read = (await api.get(place)).headers["etag"]
    assert (await api.patch(place, json={"amount": 1}, headers={"if-match": item["etag"]})).status_code == 200
    for stale in (item["etag"], read, f'{read}, "of another"'):
        assert (await api.patch(place, json={"amount": 2}, headers={"if-match": stale})).status_code == 412
    several = f'{read}, W/"v2"'
    assert (await api.patch(place, json={"amount": 2}, headers={"if-match": several})).status_code == 200
    assert (await api.patch(place, json=item | {"version": 3})).status_code == 200


async def test_what_is_refused_for_now_says_when_to_come_back(api: httpx.AsyncClient) -> None:
    answers = [await api.get(CUSTOMERS, headers={"authorization": f"Bearer wrong{n}"}) for n in range(3)]
    assert all(answer.status_code in (401, 429) for answer in answers)
    client = httpx.AsyncClient(transport=api._transport, base_url=api.base_url)
    page = await client.get("/login")
    data = {"email": "nobody@acme.cn", "password": "wrong", "_csrf_token": client.cookies["csrf"]}
    tries = [await client.post("/login", data=data) for _ in range(30)]
    refused = [answer for answer in tries if answer.status_code == 429]
    assert page.status_code == 200
    assert refused
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)

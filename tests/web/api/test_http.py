"""HTTP as everybody speaks it."""

import re

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.conftest import World
from tests.web.api.conftest import CUSTOMER, CUSTOMERS
from tests.web.conftest import SignIn


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
    for scheme in ("bearer ", "BEARER ", "Bearer  ", "bEaReR\t"):
        assert (await api.get(CUSTOMERS, headers={"authorization": f"{scheme}{token}"})).status_code == 200
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


CHANGING = ("/log", "/api/v1/audit")
"""What is longer each time it is read, since reading is logged."""


async def test_every_page_and_every_route_that_can_be_read_speaks_head_and_options(
    app: Litestar, api: httpx.AsyncClient, sign_in: SignIn, world: World
) -> None:
    id = (await made(api)).rpartition("/")[2]
    client = await sign_in(world.company, world.owner)
    put = {"form": "customer", "record": id, "id": id, "field": "name", "link": "name", "person": "1"}
    tried = 0
    for route in app.routes:
        path = re.sub(r"\{(\w+)\}", lambda found: put.get(found[1], found[0]), route.path_format)
        if not isinstance(route, HTTPRoute) or "GET" not in route.methods or "{" in path or path.startswith("/_site"):
            continue
        tried += 1
        asking = api if path.startswith("/api/") else client
        got, head = await asking.get(path), await asking.head(path)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        passing = {"date", "set-cookie"} | ({"content-length"} if path in CHANGING else set())
        told, same = ({k: v for k, v in one.headers.items() if k not in passing} for one in (head, got))
        assert told == same, path
        options, refused = await asking.options(path), await asking.request("PROPFIND", path)
        assert (options.status_code, refused.status_code) == (204, 405), path
        assert sorted(options.headers["allow"].split(", ")) == sorted(refused.headers["allow"].split(", ")), path
        assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["allow"].split(", ")), path
    assert tried > 50


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br;q=0, gzip", "gzip"),
        ("br;q=0", None),
        ("gzip;q=0, br;q=0, *;q=0", None),
        ("gzip;q=0, *", None),
        ("identity, br;q=0.5", None),
        ("gzip;q=0.8, br;q=0.2", "gzip"),
        ("GZIP", "gzip"),
        ("*", "gzip"),
        ("bro, gzipped", None),
        ("gzip, deflate, br", "br"),
    ],
)
async def test_nothing_is_compressed_in_a_way_that_was_refused(
    sign_in: SignIn, world: World, accepted: str, coding: str | None
) -> None:
    client = await sign_in(world.company, world.owner)
    for path in ("/f/customer", "/static/x/app.css"):
        answer = await client.get(path, headers={"accept-encoding": accepted})
        assert answer.headers.get("content-encoding") == coding


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("en;q=0.1, zh-TW", "zh-Hant"),
        ("fr, en", "en"),
        ("de, zh-CN;q=0.5, en;q=0.8", "en"),
        ("en;q=0, zh-HK", "zh-Hant"),
        ("*", "zh-Hans"),
        ("fr", "zh-Hans"),
    ],
)
async def test_a_visitor_is_spoken_to_in_the_language_wanted_most(
    api: httpx.AsyncClient, accepted: str, locale: str
) -> None:
    client = httpx.AsyncClient(transport=api._transport, base_url=api.base_url)
    page = await client.get("/login", headers={"accept-language": accepted})
    assert f'<html lang="{locale}"' in page.text


@pytest.mark.parametrize("path", ["/api/v1/forms", "/api/v1/forms/customer", "/api/v1/openapi.json"])
async def test_what_is_described_is_not_sent_again_either(api: httpx.AsyncClient, path: str) -> None:
    tag = (await api.get(path)).headers["etag"]
    assert (await api.get(path, headers={"if-none-match": f'"a, b", W/{tag},'})).status_code == 304


async def test_conditions_on_several_lines_are_one_list(api: httpx.AsyncClient) -> None:
    place = await made(api)
    tag = (await api.get(place)).headers["etag"]
    for lines in ([tag, '"x"'], ['"x"', tag]):
        read = await api.get(place, headers=[("if-none-match", line) for line in lines])
        assert read.status_code == 304
    changed = await api.patch(place, json={"amount": 1}, headers=[("if-match", '"v9"'), ("if-match", '"v1"')])
    assert changed.status_code == 200
    long = f'"{"x" * 3000}, x", "v2",'
    assert (await api.patch(place, json={"amount": 2}, headers={"if-match": long})).status_code == 200


async def test_a_body_in_another_encoding_or_of_another_kind_is_415(api: httpx.AsyncClient) -> None:
    text = '{"name": "甲公司"}'
    for body, kind, status in (
        (text.encode("gbk"), "application/json; charset=gbk", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"<name/>", "application/xml", 415),
        (b"{", "application/json", 400),
        (b"", "", 400),
        (b"\xef\xbb\xbf" + text.encode(), "application/json", 201),
        (text.encode(), "text/plain", 201),
        (text.encode(), 'Application/JSON; Charset="UTF-8"', 201),
    ):
        answer = await api.post(CUSTOMERS, content=body, headers={"content-type": kind})
        assert answer.status_code == status, (kind, answer.text)

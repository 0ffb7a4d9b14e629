"""What programs should not send gets a clean answer: never an error of ours, and nothing is changed."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.api.conftest import CUSTOMER, CUSTOMERS

SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
FIELDS = st.sampled_from(
    ("name", "mobile", "email", "level", "amount", "first_contact", "last_follow_up", "owner", "created_at", "cost", "")
)
LEAVES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(("\0", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "1e999", "9" * 400))
    | st.sampled_from((str(uuid4()), "2024-02-30", "99999-01-01", "13812345678", "A", "me", "-1", "١٢"))
)
ANYTHING = st.recursive(
    LEAVES, lambda some: st.lists(some, max_size=4) | st.dictionaries(FIELDS | st.text(max_size=8), some, max_size=4)
)
OPS = st.sampled_from(
    ("equals", "not_equals", "contains", "starts", "above", "between", "any_of", "all_of", "none_of", "empty")
) | st.sampled_from(("today", "last_days", "last_four", "is_true", "drop", ""))
LEAF = st.fixed_dictionaries({"field": FIELDS, "op": OPS}, optional={"value": ANYTHING})
FILTERS = st.recursive(LEAF, lambda some: st.dictionaries(st.sampled_from(("and", "or")), st.lists(some, max_size=3)))


def clean(answer: httpx.Response) -> None:
    """Accept success or a problem that says what is wrong."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"]


@SOME
@given(values=st.dictionaries(FIELDS | st.text(max_size=10), ANYTHING, max_size=6))
async def test_any_values_are_saved_or_refused(api: httpx.AsyncClient, values: dict[str, Any]) -> None:
    answer = await api.post(CUSTOMERS, json={"values": values})
    clean(answer)
    if answer.status_code == 201:
        clean(await api.patch(answer.headers["location"], json=values))


@SOME
@given(body=ANYTHING)
async def test_any_json_is_no_surprise(api: httpx.AsyncClient, body: Any) -> None:
    for method, path in (
        ("POST", CUSTOMERS),
        ("PATCH", f"{CUSTOMERS}/{uuid4()}"),
        ("POST", f"{CUSTOMERS}/batch"),
        ("POST", "/api/v1/forms/customer/aggregate"),
        ("POST", "/api/v1/forms/quote/records"),
    ):
        clean(await api.request(method, path, json=body))


@SOME
@given(filter=FILTERS, sort=FIELDS, q=st.text(max_size=20))
async def test_any_filter_is_run_or_refused(api: httpx.AsyncClient, filter: Any, sort: str, q: str) -> None:
    parameters = {"filter": json.dumps(filter), "sort": sort, "q": q}
    clean(await api.get(CUSTOMERS, params=parameters))
    clean(await api.post("/api/v1/forms/customer/aggregate", json={"group_by": [sort], "filter": filter, "q": q}))


@SOME
@given(
    operations=st.lists(
        st.fixed_dictionaries(
            {"op": st.sampled_from(("create", "update", "delete")) | LEAVES},
            optional={"id": LEAVES, "values": ANYTHING, "version": LEAVES},
        ),
        max_size=4,
    )
)
async def test_any_batch_is_done_or_refused(api: httpx.AsyncClient, operations: Any) -> None:
    clean(await api.post(f"{CUSTOMERS}/batch", json={"operations": operations}))


@SOME
@given(lines=ANYTHING, customer=ANYTHING)
async def test_any_lines_are_saved_or_refused(api: httpx.AsyncClient, lines: Any, customer: Any) -> None:
    clean(await api.post("/api/v1/forms/quote/records", json={"customer": customer, "lines": lines}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"name": "x", "name": "y"}',
        b'{"name": "\\ud800"}',
        b'{"name": "\xff"}',
        b"[" * 5000 + b"]" * 5000,
        b"PK\x03\x04",
    ],
)
async def test_what_is_no_json_is_refused(api: httpx.AsyncClient, body: bytes) -> None:
    answer = await api.post(CUSTOMERS, content=body)
    clean(answer)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")
    assert (await api.get(CUSTOMERS)).json()["items"] == []


async def test_a_huge_body_is_refused(api: httpx.AsyncClient) -> None:
    for content in (b'{"name": "' + b"x" * (2 * 2**20) + b'"}', b" " * (3 * 2**20)):
        answer = await api.post(CUSTOMERS, content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    async def drip() -> Any:
        for _ in range(40):
            yield b" " * 2**16

    assert (await api.post(CUSTOMERS, content=drip())).status_code == 413


@pytest.mark.parametrize("id", ["1", "x", "%00", "..%2f..", "0" * 300, "客户", "{id}"])
async def test_what_is_no_id_is_not_found(api: httpx.AsyncClient, id: str) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore"), ("POST", "/reveal/mobile")):
        answer = await api.request(method, f"{CUSTOMERS}/{id}{rest}", json={} if method == "PATCH" else None)
        clean(answer)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page_size", "0"),
        ("page_size", "-1"),
        ("page_size", "ten"),
        ("page_size", "²"),
        ("total", "perhaps"),
        ("trashed", "2"),
        ("sort", "a,b,c,d"),
        ("sort", "mobile"),
        ("fields", "name,nothing"),
        ("after", "x"),
        ("after", "W10="),
        ("after", "W1siYW1vdW50Il0sWzFdLCJ4Il0="),
        ("after", "\0"),
        ("filter", "{"),
        ("filter", "[]"),
        ("filter", '{"field": "name", "op": "contains", "value": "a", "value": "b"}'),
        ("filter", '{"field": ["name"], "op": "contains", "value": "a"}'),
        ("filter", '{"and": "name"}'),
        ("filter", '{"and":[' * 30 + "{}" + "]}" * 30),
    ],
)
async def test_parameters_that_cannot_be_read_are_refused(api: httpx.AsyncClient, name: str, text: str) -> None:
    answer = await api.get(CUSTOMERS, params={name: text})
    clean(answer)
    assert answer.status_code == 422


async def test_a_cursor_of_another_list_is_refused(api: httpx.AsyncClient) -> None:
    for n in range(3):
        await api.post(CUSTOMERS, json={"name": f"客户{n}", "amount": n})
    cursor = (await api.get(CUSTOMERS, params={"sort": "amount", "page_size": 1})).json()["next"]
    for sort in ("", "-amount", "name"):
        answer = await api.get(CUSTOMERS, params={"sort": sort, "after": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/forms/customer/nothing", "/forms/customer/records/x/y/z"])
async def test_a_path_that_is_none_is_a_problem_too(api: httpx.AsyncClient, path: str) -> None:
    clean(await api.get(f"/api/v1{path}"))
    assert (await api.put(CUSTOMERS, json=CUSTOMER)).json()["code"] == "method_not_allowed"

"""What a filter finds: blanks, whole days, removed options, unclean text, and links that read as empty."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.filters.operators import OPERATORS as OPERATORS_BY_NAME
from saas.kit.clock import zone
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS
from tests.web.api.every_kind import PRODUCTS, with_every_kind

DEALS = "/api/v1/forms/deal/records"
FOLLOW_UPS = "/api/v1/forms/follow_up/records"


async def found(api: httpx.AsyncClient, path: str, filter: Any, name: str = "name") -> list[str]:
    """Name the records that a filter finds."""
    answer = await api.get(path, params={"filter": json.dumps(filter), "page_size": 500})
    assert answer.status_code == 200, answer.text
    return sorted(item["values"][name] for item in answer.json()["items"])


async def made(api: httpx.AsyncClient, path: str, **values: Any) -> str:
    """Make a record and give its id."""
    answer = await api.post(path, json=values)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    """Write one condition."""
    return {"field": field, "op": op} | ({"value": value[0]} if value else {})


async def test_an_empty_note_does_not_contain_anything(api: httpx.AsyncClient) -> None:
    for name, note in (("一", "苏州"), ("二", "上海"), ("三", None)):
        await made(api, CUSTOMERS, name=name, note=note)
    assert await found(api, CUSTOMERS, leaf("note", "not_contains", "苏州")) == ["三", "二"]


@pytest.mark.parametrize(
    ("op", "value", "days"),
    [
        ("between", ["2026-11-01", "2026-11-30"], ["a", "b", "c", "d"]),
        ("at_most", "2026-11-30", ["a", "b", "c", "d"]),
        ("at_most", "2026年11月30日", ["a", "b", "c", "d"]),
        ("above", "2026-11-30", ["e"]),
        ("at_least", "2026-11-30", ["b", "c", "d", "e"]),
        ("below", "2026-11-30", ["a"]),
        ("equals", "2026-11-30", ["b", "c", "d"]),
        ("not_equals", "2026-11-30", ["a", "e"]),
        ("above", "2026-11-30T00:00", ["c", "d", "e"]),
        ("equals", "2026-11-30 00:00", ["b"]),
        ("equals", "2026-11-30 23:59", ["d"]),
        ("not_equals", "2026年11月30日 下午11点59分", ["a", "b", "c", "e"]),
        ("above", "2026-11-30T23:59+08:00", ["e"]),
        ("above", "2026-11-30T23:59:00+08:00", ["d", "e"]),
        ("at_most", "2026-11-30 23:59", ["a", "b", "c", "d"]),
        ("at_most", "2026-11-30 23:59:58", ["a", "b", "c"]),
        ("below", "2026-11-30 23:59", ["a", "b", "c"]),
        ("between", ["2026-11-30 15:00", "2026-11-30 23:59"], ["c", "d"]),
        ("between", ["2026-12-01", "2026-11-01"], []),
        ("equals", "2026-W49-2", ["e"]),
    ],
)
async def test_a_day_means_the_whole_day(api: httpx.AsyncClient, op: str, value: Any, days: list[str]) -> None:
    customer = await made(api, CUSTOMERS, name="甲公司")
    moments = ("2026-11-01T00:00", "2026-11-30T00:00", "2026-11-30T15:00", "2026-11-30T23:59:59", "2026-12-01T00:00")
    for content, at in zip("abcde", moments, strict=True):
        await made(api, FOLLOW_UPS, customer=customer, content=content, at=at)
    assert await found(api, FOLLOW_UPS, leaf("at", op, value), "content") == days


async def test_what_was_made_today_is_found_by_the_day(api: httpx.AsyncClient) -> None:
    made_at = (await api.post(CUSTOMERS, json={"name": "甲公司"})).json()["created_at"]
    day = datetime.fromisoformat(made_at).astimezone(zone()).date().isoformat()
    assert await found(api, CUSTOMERS, leaf("created_at", "equals", day)) == ["甲公司"]
    assert await found(api, CUSTOMERS, leaf("updated_at", "above", day)) == []


async def test_a_removed_option_can_still_be_asked_for(api: httpx.AsyncClient) -> None:
    await made(api, CUSTOMERS, name="甲公司", level="A")
    assert await found(api, CUSTOMERS, leaf("level", "any_of", ["gone"])) == []
    assert await found(api, CUSTOMERS, leaf("level", "none_of", ["gone"])) == ["甲公司"]


@pytest.mark.parametrize("value", ["a\x00b", "\x1b", None, {}, {"a": 1}, [[]], [["a"]], True, "", " "])
@pytest.mark.parametrize("op", ["contains", "not_contains", "starts", "equals", "not_equals"])
async def test_what_is_no_text_is_refused_in_a_filter(api: httpx.AsyncClient, op: str, value: Any) -> None:
    asked = leaf("name", op, value)
    assert (await api.get(CUSTOMERS, params={"filter": json.dumps(asked)})).status_code == 422
    assert (await api.post("/api/v1/forms/customer/aggregate", json={"filter": asked})).status_code == 422


@pytest.mark.parametrize("days", ["²", "9" * 5000, 0, -1, True, None, [], 1.5, "3661"])
async def test_days_that_cannot_be_counted_are_refused(api: httpx.AsyncClient, days: Any) -> None:
    asked = json.dumps(leaf("created_at", "last_days", days))
    assert (await api.get(CUSTOMERS, params={"filter": asked})).status_code == 422


async def test_wide_digits_are_read_as_the_kind_reads_them(api: httpx.AsyncClient) -> None:
    await made(api, CUSTOMERS, name="甲公司ABC", amount=120000)
    for asked in (
        leaf("amount", "equals", "１２万"),
        leaf("name", "contains", "ａｂｃ"),
        leaf("created_at", "last_days", "３"),
    ):
        assert await found(api, CUSTOMERS, asked) == ["甲公司ABC"]


async def test_a_link_that_reads_as_empty_is_empty_everywhere(
    api: httpx.AsyncClient, rep: httpx.AsyncClient, world: World
) -> None:
    hidden = await made(api, CUSTOMERS, name="老板的客户")
    binned = await made(rep, CUSTOMERS, name="扔掉的客户")
    seen = await made(rep, CUSTOMERS, name="自己的客户")
    for name, customer in (("隐", hidden), ("扔", binned), ("见", seen)):
        await made(api, DEALS, name=name, customer=customer, owner=world.rep.id)
    assert (await rep.delete(f"{CUSTOMERS}/{binned}")).status_code in (200, 204)
    assert await found(rep, DEALS, leaf("customer", "any_of", [hidden, binned, seen])) == ["见"]
    assert await found(rep, DEALS, leaf("customer", "none_of", [hidden])) == sorted(["隐", "扔", "见"])
    assert await found(rep, DEALS, leaf("customer", "empty")) == sorted(["隐", "扔"])
    assert await found(rep, DEALS, leaf("customer", "not_empty")) == ["见"]
    asked = {"group_by": ["customer"], "measures": [{"op": "count"}, {"op": "count", "field": "customer"}]}
    buckets = (await rep.post("/api/v1/forms/deal/aggregate", json=asked)).json()["items"]
    assert [(bucket["group"]["customer"], bucket["measures"]) for bucket in buckets] == [
        (seen, {"count": 1, "count_customer": 1}),
        (None, {"count": 2, "count_customer": 0}),
    ]
    listed = (await rep.get(DEALS, params={"sort": "customer"})).json()["items"]
    assert [item["values"]["customer"] for item in listed] == [seen, None, None]


OPERATORS: dict[str, tuple[str, ...]] = {
    "name": ("contains", "not_contains", "starts", "equals", "not_equals", "empty", "not_empty"),
    "note": ("contains", "not_contains", "starts", "equals", "not_equals", "empty", "not_empty"),
    "amount": ("equals", "not_equals", "above", "at_least", "below", "at_most", "empty", "not_empty"),
    "created_at": ("equals", "above", "below", "at_most", "today", "this_week"),
    "next_follow_up": ("equals", "not_equals", "above", "at_least", "below", "empty", "today", "this_year"),
    "level": ("any_of", "none_of", "empty", "not_empty"),
    "owner": ("any_of", "none_of"),
}
VALUES: dict[str, list[Any]] = {
    "name": ["甲", "公司", "%", "_", "x"],
    "note": ["苏州", "a", "\\"],
    "amount": [0, "0.5", 5, "-1", "12万"],
    "created_at": ["2026-11-30", "2020-01-01", "2020-01-01T10:00"],
    "next_follow_up": ["2026-11-30", "2026-12-01"],
    "level": ["A", "B", "gone"],
    "owner": ["me", 1, 2],
}
TAKES_NONE = ("empty", "not_empty", "today", "this_week", "this_year")
OPPOSITES = {"contains": "not_contains", "equals": "not_equals", "any_of": "none_of", "empty": "not_empty"}
LEAVES = st.sampled_from(
    [
        leaf(field, op) if op in TAKES_NONE else leaf(field, op, value)
        for field, ops in OPERATORS.items()
        for op in ops
        for value in (VALUES[field] if op not in TAKES_NONE else [None])
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda some: (
        st.fixed_dictionaries({"and": st.lists(some, max_size=3)})
        | st.fixed_dictionaries({"or": st.lists(some, max_size=3)})
        | st.fixed_dictionaries({"not": some})
    ),
    max_leaves=4,
)


@pytest.fixture
async def several(api: httpx.AsyncClient) -> list[str]:
    """Customers with every value and without any."""
    rows: list[dict[str, Any]] = [
        {"name": "甲公司", "note": "苏州", "amount": 5, "level": "A", "next_follow_up": "2026-11-30"},
        {"name": "乙公司", "amount": "0.5", "level": "B"},
        {"name": "100%_x", "note": "a\\b", "next_follow_up": "2026-12-01"},
        {"name": "丙", "amount": -1},
    ]
    for row in rows:
        await made(api, CUSTOMERS, **row)
    return sorted(row["name"] for row in rows)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(tree=TREES)
async def test_every_record_is_in_a_filter_or_in_its_negation(
    api: httpx.AsyncClient, several: list[str], tree: dict[str, Any]
) -> None:
    inside, outside = await found(api, CUSTOMERS, tree), await found(api, CUSTOMERS, {"not": tree})
    assert sorted([*inside, *outside]) == several


@pytest.mark.parametrize("asked", list(OPPOSITES))
async def test_a_comparison_and_its_opposite_share_the_records_out(
    api: httpx.AsyncClient, several: list[str], asked: str
) -> None:
    for field, ops in OPERATORS.items():
        for value in VALUES[field] if asked in ops and OPPOSITES[asked] in ops else ():
            both = [
                *await found(api, CUSTOMERS, leaf(field, asked, value)),
                *await found(api, CUSTOMERS, leaf(field, OPPOSITES[asked], value)),
            ]
            assert sorted(both) == several


@pytest.mark.parametrize(
    ("op", "value", "names"),
    [
        ("equals", "99.995", []),
        ("above", "99.995", ["百"]),
        ("at_least", 99.995, ["百"]),
        ("at_most", "99.995", ["半分"]),
        ("equals", "100.004", []),
        ("below", "100.004", ["半分", "百"]),
        ("equals", "0.005", []),
        ("above", "0.005", ["半分", "百"]),
        ("between", ["0.009", "0.0149"], ["半分"]),
        ("equals", "100.000", ["百"]),
        ("above", "-0", ["半分", "百"]),
        ("at_most", "9999999999999999", ["半分", "百"]),
    ],
)
async def test_an_amount_is_compared_as_it_was_written(
    api: httpx.AsyncClient, op: str, value: Any, names: list[str]
) -> None:
    await made(api, CUSTOMERS, name="百", amount=100)
    await made(api, CUSTOMERS, name="半分", amount="0.005")
    assert await found(api, CUSTOMERS, leaf("amount", op, value)) == sorted(names)


async def test_a_person_may_be_named_by_a_number_with_a_point(api: httpx.AsyncClient, world: World) -> None:
    id = await made(api, CUSTOMERS, name="甲公司", owner=float(world.rep.id))
    answer = await api.get(
        CUSTOMERS, params={"filter": f'{{"field":"owner","op":"any_of","value":[{world.rep.id}.0]}}'}
    )
    assert [item["id"] for item in answer.json()["items"]] == [id]


ASKED: dict[str, list[Any]] = {
    "text": ["a", "%_\\", "😀"],
    "number": ["0.0000005", -1, "1e17"],
    "money": ["0.005", "-0.01", 10**15],
    "percent": ["0.01", 0.000001],
    "date": ["2024-02-29", "9999-12-31", "1000-01-01"],
    "datetime": ["2026-11-30", "2026-11-30 15:00", "9998-12-31", "2026-11-30T15:00:30.123456+08:00"],
    "choice": ["甲", "gone"],
    "choices": ["甲", "gone"],
    "email": ["a@b.cn"],
    "mobile": ["1234"],
    "member": ["me", 2],
    "link": [str(UUID(int=7))],
    "serial": ["2026-0001"],
}


async def test_any_question_about_a_field_of_any_kind_and_its_negation_share_the_records_out(
    api: httpx.AsyncClient, rep: httpx.AsyncClient, database: Database, world: World
) -> None:
    names = await with_every_kind(database, world, api)
    shape = (await api.get("/api/v1/forms/product")).json()
    tried = 0
    for field in [*shape["fields"], *shape["system_fields"]]:
        for op in field["operators"]:
            takes = OPERATORS_BY_NAME[op].values
            values = (
                [None] if takes == 0 else [7] if op in ("last_days", "next_days") else ASKED.get(field["kind"], ["a"])
            )
            for value in values:
                given = [[value, value] if takes == 2 else [value] if takes is None else value] if takes != 0 else []
                tree = leaf(field["name"], op, *given)
                inside = await api.get(PRODUCTS, params={"filter": json.dumps(tree)})
                if inside.status_code == 422:
                    assert op == "last_four" or field["kind"] in ("email", "mobile"), (tree, inside.text)
                    continue
                outside = await found(api, PRODUCTS, {"not": tree})
                assert sorted([*(i["values"]["name"] for i in inside.json()["items"]), *outside]) == names, tree
                twice = await found(api, PRODUCTS, {"not": {"not": tree}})
                assert sorted([*twice, *outside]) == names, tree
                tried += 1
    assert tried > 150


@pytest.mark.parametrize("filter", [{"not": None}, {"not": []}, {"not": {}}, {"not": {"field": "name"}}])
async def test_a_negation_of_nothing_is_refused(api: httpx.AsyncClient, filter: Any) -> None:
    assert (await api.get(CUSTOMERS, params={"filter": json.dumps(filter)})).status_code == 422

"""Whoever opens a filter and applies it again asks the same, whatever of it no inputs can hold."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from saas.people.membership import disable_member
from tenants.engines import Database
from tests.conftest import World
from tests.web.browsing import Form
from tests.web.conftest import SignIn
from tests.web.records.test_untouched import made


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op} | ({"value": value[0]} if value else {})


async def applied(client: httpx.AsyncClient, path: str, tree: Any, **more: str) -> dict[str, list[str]]:
    """Open a list's filter, apply it untouched, and read the address that it leads to."""
    page = await client.get(f"{path}/filter", params={"filter": json.dumps(tree), **more})
    answer = await client.get(f"{path}/filter", params={**Form(page.text, "filter").data, "do": ["apply"]})
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)


NOT = {"not": leaf("name", "contains", "x")}
DEEP = {"and": [leaf("name", "contains", "x"), {"or": [leaf("amount", "above", "5"), leaf("amount", "empty")]}]}


@pytest.mark.parametrize(
    "tree",
    [
        {"and": [leaf("level", "any_of", ["A"]), NOT]},
        {"and": [NOT]},
        {"or": [leaf("level", "any_of", ["A"]), DEEP]},
        {"and": [leaf("level", "any_of", ["A", "gone"])]},
        {"and": [leaf("level", "any_of", [])]},
        {"and": [leaf("owner", "any_of", ["me", "2", "99"])]},
        {"and": [leaf("created_at", "between", ["2026-01-01", "2026-02-01 10:00"])]},
        {"and": [leaf("created_at", "last_days", "7"), leaf("next_follow_up", "today")]},
        {"and": [leaf("mobile", "last_four", "1234"), leaf("name", "contains", " 甲 ")]},
        {"or": [{"and": [leaf("name", "starts", "a"), NOT]}, {"and": [leaf("city", "empty"), leaf("note", "empty")]}]},
    ],
)
async def test_a_filter_that_is_applied_again_is_the_same(world: World, sign_in: SignIn, tree: dict[str, Any]) -> None:
    client = await sign_in(world.company, world.owner)
    again = await applied(client, "/f/customer", tree, size="20", sort="-name", columns="name,level")
    [word] = tree
    assert {part: again[part] for part in ("size", "sort", "columns")} == {
        "size": ["20"], "sort": ["-name"], "columns": ["name,level"],
    }  # fmt: skip
    read = json.loads(again["filter"][0])
    assert sorted(read[word], key=str) == sorted(tree[word], key=str)


async def test_a_record_and_a_person_who_left_stay_chosen_in_a_filter(
    world: World, sign_in: SignIn, database: Database
) -> None:
    customer = await made(database, world, "customer", name="甲公司")
    async with database.tenant(world.company) as db:
        await disable_member(db, world.owner, world.rep.id)
        await db.commit()
    client = await sign_in(world.company, world.owner)
    chosen = {"and": [leaf("customer", "any_of", [str(customer)]), leaf("owner", "none_of", [str(world.rep.id)])]}
    assert json.loads((await applied(client, "/f/deal", chosen))["filter"][0]) == chosen
    page = await client.get("/f/deal/filter", params={"filter": json.dumps(chosen)})
    assert '<span class="chip-value">甲公司</span>' in page.text


async def test_a_part_that_was_kept_can_be_taken_out(world: World, sign_in: SignIn) -> None:
    client = await sign_in(world.company, world.owner)
    tree = {"and": [leaf("level", "any_of", ["A"]), NOT]}
    page = await client.get("/f/customer/filter", params={"filter": json.dumps(tree)})
    data = {name: value for name, value in Form(page.text, "filter").data.items() if name != "kept"}
    answer = await client.get("/f/customer/filter", params={**data, "do": "apply"})
    assert json.loads(parse_qs(urlsplit(answer.headers["location"]).query)["filter"][0]) == {"and": tree["and"][:1]}


@pytest.mark.parametrize("kept", ["{", "[]", "5", '{"field":"never"}', '{"and":' * 9, '{"not":{"field":"name"}}'])
async def test_a_made_up_part_does_no_harm(world: World, sign_in: SignIn, kept: str) -> None:
    client = await sign_in(world.company, world.owner)
    given = {"g.0.c.0.field": "lines", "kept": kept, "do": "apply"}
    assert (await client.get("/f/quote/filter", params=given)).status_code in (303, 422)

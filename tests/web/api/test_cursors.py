"""Pages one after another give every record once, whatever a list is sorted by."""

import base64
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from saas.forms.queries import forms_of
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS
from tests.web.api.every_kind import KINDS, PRODUCTS, with_every_kind

DEALS = "/api/v1/forms/deal/records"


async def all_pages(api: httpx.AsyncClient, path: str, sort: str, size: int) -> list[str]:
    """Read a list page by page."""
    ids, after = [], ""
    while True:
        answer = await api.get(path, params={"sort": sort, "page_size": size, "after": after})
        assert answer.status_code == 200, (sort, answer.text)
        ids += [item["id"] for item in answer.json()["items"]]
        after = answer.json().get("next") or ""
        if not after:
            return ids


@pytest.mark.parametrize("form", ["customer", "deal"])
async def test_pages_by_every_field_are_the_whole_list(
    api: httpx.AsyncClient, rep: httpx.AsyncClient, world: World, form: str
) -> None:
    first = (await api.post(CUSTOMERS, json={"name": "甲公司", "level": "A", "amount": 5})).json()["id"]
    second = (await rep.post(CUSTOMERS, json={"name": "乙公司", "level": "B", "amount": "0.5"})).json()["id"]
    for values in (
        {"name": "丙", "level": "A", "amount": 5},
        {"name": "丁", "next_follow_up": "2026-12-01"},
        {"name": "戊"},
    ):
        assert (await api.post(CUSTOMERS, json={**values, "owner": world.rep.id})).status_code == 201
    for name, customer in (("一", first), ("二", second), ("三", second), ("四", first)):
        made = await api.post(DEALS, json={"name": name, "customer": customer, "owner": world.rep.id})
        assert made.status_code == 201, made.text
    path = f"/api/v1/forms/{form}/records"
    fields = [field["name"] for field in (await api.get(f"/api/v1/forms/{form}")).json()["fields"]]
    tried = 0
    for name in [*fields, "owner", "created_at", "updated_at"]:
        for sort in (name, f"-{name}", f"{name},-amount", f"-{name},owner"):
            for program in (api, rep):
                whole = await program.get(path, params={"sort": sort})
                if whole.status_code == 422:
                    continue
                ids = [item["id"] for item in whole.json()["items"]]
                assert len(ids) == len(set(ids))
                for size in (1, 2, 3):
                    assert await all_pages(program, path, sort, size) == ids, sort
                    tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("amount", "1e999999"),
        ("amount", "NaN"),
        ("amount", [1]),
        ("name", "a\x00b"),
        ("name", 5),
        ("owner", 2**40),
        ("owner", True),
        ("owner", "1"),
        ("created_at", "yesterday"),
        ("created_at", 5),
        ("level", 2**40),
        ("level", "A"),
        ("level", [1]),
    ],
)
async def test_a_made_up_cursor_is_refused(api: httpx.AsyncClient, sort: str, value: Any) -> None:
    raw = json.dumps([[sort], [value], "0198a5c2-7b1e-7c3d-9f00-1a2b3c4d5e6f"])
    after = base64.urlsafe_b64encode(raw.encode()).decode()
    answer = await api.get(CUSTOMERS, params={"sort": sort, "after": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


async def test_pages_by_a_field_of_any_kind_are_the_whole_list(
    api: httpx.AsyncClient, database: Database, world: World
) -> None:
    await with_every_kind(database, world, api)
    tried = set()
    for kind in KINDS:
        for sort in (f"x_{kind}", f"-x_{kind}", f"x_{kind},-x_switch", f"x_choices,-x_{kind}"):
            whole = await api.get(PRODUCTS, params={"sort": sort})
            if whole.status_code == 422:
                assert (kind in ("mobile", "email"), whole.json()["code"]) == (True, "bad_sort")
                continue
            ids = [item["id"] for item in whole.json()["items"]]
            for size in (1, 4):
                assert await all_pages(api, PRODUCTS, sort, size) == ids, sort
            tried.add(kind)
    assert tried == set(KINDS) - {"mobile", "email"}


async def test_a_text_from_earlier_days_does_not_end_a_list(
    api: httpx.AsyncClient, database: Database, world: World
) -> None:
    ids = [(await api.post(CUSTOMERS, json={"name": f"公司 {n}", "city": "x"})).json()["id"] for n in range(3)]
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        odd = {form.by_name["city"].column: "a\u202e\u200b\ufdd0b"}
        await db.execute(update(form.table).values(odd))
        await db.commit()
    assert sorted(await all_pages(api, CUSTOMERS, "city", 1)) == sorted(ids)

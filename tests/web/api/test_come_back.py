"""A list that is taken out and brought in again, to bring records up to date, changes nothing."""

import httpx
import pytest
from sqlalchemy import text

from saas.forms.actions import add_field, change_field
from saas.forms.queries import forms_of
from saas.people.membership import disable_member
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS
from tests.web.api.every_kind import KINDS, PRODUCTS, ROWS
from tests.web.api.test_exchange import IMPORTS, finished
from tests.web.conftest import SignIn


async def filled(database: Database, world: World, api: httpx.AsyncClient) -> None:
    """Give customers a field of each kind, with values of which files do not say all."""
    async with database.tenant(world.company) as db:
        for kind in KINDS:
            given = {
                "label": f"字段{kind}",
                "name": f"x_{kind}",
                "kind": kind,
                "choices": "甲\n乙\n丙",
                "form": "product",
            }
            await add_field(db, world.owner, (await forms_of(db)).get("customer"), given)
            await db.commit()
            await db.begin_again()
    products = [(await api.post(PRODUCTS, json={"name": name})).json()["id"] for name in ("件一", "件二")]
    for n, row in enumerate(ROWS):
        links = {"link": products[n % 2], "member": (world.owner.id, world.rep.id)[n % 2]} if row else {}
        values = {f"x_{kind}": value for kind, value in (row | links).items()}
        named = {"name": f"公司{'甲乙丙丁戊己'[n]}", "note": "=1+1\n-b", "city": "@x"}
        assert (await api.post(CUSTOMERS, json={"values": {**named, **values}})).status_code == 201
    async with database.tenant(world.company) as db:
        for name in ("x_choice", "x_choices"):
            await change_field(db, world.owner, (await forms_of(db)).get("customer"), name, {"choices": "乙\n丙"})
        await disable_member(db, world.owner, world.rep.id)
        await db.commit()
    await api.delete(f"{PRODUCTS}/{products[0]}")


@pytest.mark.parametrize("format", ["xlsx", "csv"])
async def test_a_list_that_comes_back_changes_nothing(
    api: httpx.AsyncClient, sign_in: SignIn, database: Database, world: World, format: str
) -> None:
    await filled(database, world, api)
    columns = ",".join(["name", "note", "city", *(f"x_{kind}" for kind in KINDS if kind != "serial"), "owner"])
    client = await sign_in(world.company, world.owner)
    file = await client.post("/f/customer/export", params={"format": format, "columns": columns})
    answer = await api.post(IMPORTS, files={"file": (f"客户.{format}", file.content)}, data={"duplicates": "update"})
    job = await finished(database, world, api, answer)
    assert job["counts"] == {"created": 0, "updated": 0, "duplicate": len(ROWS), "rejected": 0, "skipped": 0}
    async with database.tenant(world.company) as db:
        changed = text("SELECT count(*) FROM record_history WHERE action = 'updated'")
        assert (await db.execute(changed)).scalar_one() == 0


async def test_a_percentage_in_a_text_file_says_so(
    api: httpx.AsyncClient, sign_in: SignIn, database: Database, world: World
) -> None:
    await filled(database, world, api)
    client = await sign_in(world.company, world.owner)
    file = await client.post("/f/customer/export", params={"format": "csv", "columns": "x_percent", "sort": "name"})
    assert set(file.content.decode("utf-8-sig").split()) - {'""'} == {"字段percent", "0.0001%", "99900%", "0%"}

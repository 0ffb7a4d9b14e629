"""Choosing a product fills its line, and amounts run along while people type."""

from uuid import UUID

import pytest
from sqlalchemy import select

from saas.audit.log import Operation
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import Program, program
from tests.web.conftest import SignIn
from tests.web.records.test_pages import made

__all__ = ["program"]

QUOTES = "/api/v1/forms/quote/records"
SHOWN = {"_shown": "customer,lines"}
SCARA = {"name": "SCARA机器人", "unit": "台", "price": 65000, "specification": "R6-600", "cost": 41000}


@pytest.fixture
async def product(database: Database, world: World) -> UUID:
    return await made(database, world, "product", **SCARA)


@pytest.fixture
async def customer(database: Database, world: World) -> UUID:
    return await made(database, world, name="无锡科丰塑胶")


async def test_a_chosen_product_fills_the_rest_of_its_line(
    world: World, program: Program, product: UUID, customer: UUID
) -> None:
    api = await program(world.company, world.owner)
    answer = await api.post(QUOTES, json={"values": {"customer": str(customer), "lines": [{"product": str(product)}]}})
    assert answer.status_code == 201, answer.text
    [line] = answer.json()["values"]["lines"]
    assert (line["item"], line["unit"], line["price"], line["amount"]) == ("SCARA机器人", "台", 65000, 65000)


async def test_what_was_typed_goes_before_what_a_product_fills(
    world: World, program: Program, product: UUID, customer: UUID
) -> None:
    api = await program(world.company, world.owner)
    line = {"product": str(product), "item": "机器人（含安装）", "price": 60000}
    made = (await api.post(QUOTES, json={"values": {"customer": str(customer), "lines": [line]}})).json()
    [line] = made["values"]["lines"]
    assert (line["item"], line["price"], line["unit"]) == ("机器人（含安装）", 60000, "台")
    line |= {"price": None}
    changed = await api.patch(f"{QUOTES}/{made['id']}", json={"values": {"lines": [line]}})
    assert changed.json()["values"]["lines"][0]["price"] is None


async def test_a_line_that_changes_its_product_keeps_nothing_of_the_one_before(
    database: Database, world: World, program: Program, product: UUID, customer: UUID
) -> None:
    api = await program(world.company, world.owner)
    bare = await made(database, world, "product", name="定制夹具")
    lines = [{"product": str(product)}, {"item": "手写的一行", "price": 300}]
    quote = (await api.post(QUOTES, json={"values": {"customer": str(customer), "lines": lines}})).json()
    [filled, written] = quote["values"]["lines"]
    lines = [{"id": filled["id"], "product": str(bare)}, {"id": written["id"], "product": str(product)}]
    changed = (await api.patch(f"{QUOTES}/{quote['id']}", json={"values": {"lines": lines}})).json()
    [filled, written] = changed["values"]["lines"]
    assert [filled[name] for name in ("item", "unit", "price", "specification")] == ["定制夹具", "件", None, None]
    assert [written[name] for name in ("item", "unit", "price")] == ["手写的一行", "台", 300]


async def test_a_line_is_filled_without_scripts_too(
    world: World, sign_in: SignIn, product: UUID, customer: UUID
) -> None:
    client = await sign_in(world.company, world.owner)
    line = {"lines.0.product": str(product), "lines.0.item": "", "lines.0.price": "", "lines.0.quantity": "2"}
    answer = await client.post("/f/quote", data=dict(SHOWN, customer=str(customer), **line))
    assert answer.status_code == 303, answer.text
    page = (await client.get(answer.headers["location"])).text
    assert "SCARA机器人" in page
    assert "130,000" in page


async def test_a_product_fills_nothing_that_a_person_may_not_see(
    database: Database, world: World, sign_in: SignIn, product: UUID
) -> None:
    rep = await sign_in(world.company, world.rep)
    answer = await rep.get("/f/quote_line/filled/product", params={"value": str(product)})
    assert answer.json()["price"] == {"value": "65000", "text": "", "anew": True}
    assert "41000" not in answer.text
    mine = await made(database, world, name="安然自己的客户")
    deal = await made(database, world, "deal", name="安然的商机", customer=str(mine))
    for field, target in (("deal", deal), ("customer", mine), ("contact", mine)):
        answer = await rep.get(f"/f/quote/filled/{field}", params={"value": str(target)})
        assert answer.json() == {}
    for path in ("/f/quote/filled/total", "/f/quote/filled/nothing", "/f/nothing/filled/product"):
        assert (await rep.get(path, params={"value": str(product)})).status_code == 404
    assert (await rep.get("/f/quote/filled/deal", params={"value": "x\0"})).status_code == 404


async def test_amounts_run_along_while_people_type(
    database: Database, world: World, sign_in: SignIn, program: Program, product: UUID, customer: UUID
) -> None:
    client = await sign_in(world.company, world.owner)
    typed = {"lines.0.quantity": "3", "lines.0.price": "0.35", "lines.0.discount": "50%", "lines.4.price": "1.2万"}
    typed |= {"lines.4.quantity": "x", "lines.7.price": "100"}
    answer = await client.post("/f/quote/provisional", data=dict(SHOWN, **typed))
    assert answer.json() == {
        "lines.0.amount": "¥0.53",
        "lines.4.amount": "¥0",
        "lines.7.amount": "¥0",
        "total": "¥0.53",
    }
    api = await program(world.company, world.owner)
    line = {"item": "夹具", "quantity": 2, "price": 80}
    made = (await api.post(QUOTES, json={"values": {"customer": str(customer), "lines": [line]}})).json()
    typed = {"lines.0.id": made["values"]["lines"][0]["id"], "lines.0.quantity": "5"}
    answer = await client.post(f"/f/quote/provisional?record={made['id']}", data=dict(SHOWN, **typed))
    assert answer.json() == {"lines.0.amount": "¥400", "total": "¥400"}
    answer = await client.post(f"/f/quote/provisional?record={made['id']}", data={"_shown": "customer", "name": "改"})
    assert answer.json() == {"total": "¥160"}
    answer = await client.post(f"/f/quote/provisional?record={made['id']}", data=SHOWN)
    assert answer.json() == {"total": "¥0"}
    assert (await api.get(f"{QUOTES}/{made['id']}")).json() == made
    rep = await sign_in(world.company, world.rep)
    assert (await rep.post(f"/f/quote/provisional?record={made['id']}", data=SHOWN)).status_code == 404
    async with database.tenant(world.company) as db:
        looks = select(Operation.person_id, Operation.fields).where(
            Operation.action == "aggregate", Operation.record_id == UUID(made["id"])
        )
        assert [tuple(look) for look in await db.execute(looks)] == [(world.owner.id, ["total"])] * 3


async def test_amounts_of_more_lines_than_a_quote_may_have_are_not_computed(world: World, sign_in: SignIn) -> None:
    client = await sign_in(world.company, world.owner)
    many = {f"lines.{n}.price": "1" for n in range(501)}
    assert (await client.post("/f/quote/provisional", data=dict(SHOWN, **many))).status_code == 422


async def test_a_quote_from_a_deal_is_for_the_deals_customer(
    database: Database, world: World, sign_in: SignIn, customer: UUID
) -> None:
    deal = await made(database, world, "deal", name="注塑车间改造", customer=str(customer))
    client = await sign_in(world.company, world.owner)
    page = (await client.get("/f/quote/new", params={"deal": str(deal)})).text
    assert f'name="customer" value="{customer}"' in page
    assert "无锡科丰塑胶" in page


async def test_contacts_are_those_of_the_chosen_customer(
    database: Database, world: World, sign_in: SignIn, customer: UUID
) -> None:
    other = await made(database, world, name="苏州恒泽")
    await made(database, world, "contact", name="罗勇", customer=str(customer), position="采购经理")
    await made(database, world, "contact", name="王敏", customer=str(other))
    client = await sign_in(world.company, world.owner)
    found = (await client.get("/f/contact/options", params={"within.customer": str(customer)})).text
    assert "罗勇" in found
    assert "采购经理" in found
    assert "王敏" not in found
    everybody = (await client.get("/f/contact/options")).text
    assert "苏州恒泽" in everybody
    fallen_back = (await client.get("/f/contact/options", params={"q": "王敏", "within.customer": str(customer)})).text
    assert "王敏" in fallen_back
    assert "没有属于所选记录的" in fallen_back


async def test_suggestions_do_not_tell_whose_contact_it_is_when_the_customer_is_hidden(
    database: Database, world: World, sign_in: SignIn, customer: UUID
) -> None:
    await made(database, world, "contact", name="罗勇", customer=str(customer), owner=world.rep.id)
    rep = await sign_in(world.company, world.rep)
    asked = [{"within.customer": str(id)} for id in (customer, UUID(int=7))]
    hidden, nobody = [(await rep.get("/f/contact/options", params=each)).text for each in asked]
    assert "罗勇" in nobody
    assert hidden == nobody

"""Lists, records and forms as people get them."""

import re
from uuid import UUID

import orjson
import pytest

from saas.records.save import create_record, update_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn

NAME = "苏州恒泽精密五金有限公司"


async def made(database: Database, world: World, form: str = "customer", **values: object) -> UUID:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, form)
        record = await create_record(db, world.owner, view, values)
        await db.commit()
        return record.id


async def test_a_list_shows_the_phone_masked(database: Database, world: World, sign_in: SignIn) -> None:
    await made(database, world, name=NAME, mobile="13812345678")
    page = (await (await sign_in(world.company, world.owner)).get("/f/customer")).text
    assert "138****5678" in page
    assert "13812345678" not in page


@pytest.mark.parametrize("typed", ["恒泽", "szhz", "5678", "13812345678", "苏州恒泽精密五金"])
async def test_search_finds_a_customer(database: Database, world: World, sign_in: SignIn, typed: str) -> None:
    await made(database, world, name=NAME, mobile="13812345678")
    client = await sign_in(world.company, world.owner)
    assert NAME in (await client.get("/f/customer", params={"q": typed})).text
    assert NAME in (await client.get("/search", params={"q": typed})).text


async def test_a_filter_in_the_address_narrows_the_list(database: Database, world: World, sign_in: SignIn) -> None:
    await made(database, world, name="甲公司", level="A")
    await made(database, world, name="乙公司", level="B")
    tree = {"or": [{"field": "level", "op": "any_of", "value": ["A"]}, {"field": "amount", "op": "above", "value": 5}]}
    client = await sign_in(world.company, world.owner)
    page = (await client.get("/f/customer", params={"filter": orjson.dumps(tree).decode()})).text
    assert "甲公司" in page
    assert "乙公司" not in page


@pytest.mark.parametrize(
    "filter", ["{", "[]", '{"and": 5}', '{"field": "x"}', '{"and": [' * 20, '{"field":"level","op":"drop"}']
)
async def test_a_broken_filter_is_refused_calmly(world: World, sign_in: SignIn, filter: str) -> None:
    client = await sign_in(world.company, world.owner)
    assert (await client.get("/f/customer", params={"filter": filter})).status_code == 422


async def test_wrong_input_comes_back_with_its_reason(world: World, sign_in: SignIn) -> None:
    client = await sign_in(world.company, world.owner)
    answer = await client.post(
        "/f/customer", data={"name": "", "mobile": "12", "city": "苏州", "_shown": "name,mobile"}
    )
    assert answer.status_code == 422
    assert "请填写客户名称" in answer.text
    assert 'value="苏州"' in answer.text


async def test_a_save_on_an_old_version_shows_both_and_asks(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME, amount=1)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        await update_record(db, world.owner, view, id, {"amount": 777}, version=1)
        await db.commit()
    client = await sign_in(world.company, world.owner)
    answer = await client.post(f"/f/customer/{id}", data={"amount": "888", "version": "1"})
    assert answer.status_code == 409
    assert "777" in answer.text
    assert "888" in answer.text
    again = await client.post(f"/f/customer/{id}", data={"amount": "888", "version": "2"})
    assert again.status_code == 303


async def test_the_trash_takes_and_gives_back(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    to = (await client.post(f"/f/customer/{id}/trash")).headers["location"]
    page = (await client.get(to)).text
    assert 'action="/f/customer/restore"' in page
    assert f'name="ids" value="{id}"' in page
    assert 'action="/f/customer/restore"' not in (await client.get(to)).text
    assert (await client.get(f"/f/customer/{id}")).status_code == 404
    assert NAME in (await client.get("/f/customer?trash=1")).text
    await client.post("/f/customer/restore", data={"ids": str(id)})
    assert (await client.get(f"/f/customer/{id}")).status_code == 200


async def test_revealing_shows_the_number_and_is_logged(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME, mobile="13812345678")
    client = await sign_in(world.company, world.owner)
    assert "13812345678" in (await client.post(f"/f/customer/{id}/reveal/mobile")).text
    assert "13812345678" not in (await client.get(f"/f/customer/{id}")).text


async def test_a_masked_number_sent_back_changes_nothing(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME, mobile="13812345678")
    client = await sign_in(world.company, world.owner)
    await client.post(f"/f/customer/{id}", data={"mobile": "138****5678", "city": "苏州"})
    assert "13812345678" in (await client.post(f"/f/customer/{id}/reveal/mobile")).text


async def test_a_rep_meets_no_cost_anywhere(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, "product", name="冲压件", price=100, cost=61234)
    client = await sign_in(world.company, world.rep)
    for path in ("/f/product", f"/f/product/{id}", "/f/product/columns", "/f/product/filter"):
        page = (await client.get(path)).text
        assert "成本" not in page
        assert "61234" not in page.replace(",", "")
    for params in ({"sort": "{}"}, {"filter": '{{"field":"{}","op":"above","value":1}}'}):
        key, text = next(iter(params.items()))
        hidden = await client.get("/f/product", params={key: text.format("cost")})
        absent = await client.get("/f/product", params={key: text.format("nosuch")})
        assert hidden.status_code == absent.status_code == 422
        assert anonymous(hidden.text, "cost") == anonymous(absent.text, "nosuch")
    assert (await client.get("/f/product", params={"columns": "cost"})).text.count("61234") == 0
    assert (await client.post(f"/f/product/{id}/reveal/cost")).status_code == 422


async def test_a_rep_gets_404_for_somebody_elses_customer(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.rep)
    for method, path in (("GET", ""), ("GET", "/edit"), ("POST", ""), ("POST", "/trash"), ("POST", "/reveal/mobile")):
        assert (await client.request(method, f"/f/customer/{id}{path}")).status_code == 404


async def test_hostile_text_stays_text(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="<script>alert(1)</script>有限公司", note="=cmd|' /C calc'!A0 <b>x</b>")
    client = await sign_in(world.company, world.owner)
    for path in ("/f/customer", f"/f/customer/{id}", f"/f/customer/{id}/edit", "/search?q=alert"):
        page = (await client.get(path)).text
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


async def test_a_quote_adds_up_its_lines(database: Database, world: World, sign_in: SignIn) -> None:
    customer = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    sent = {
        "customer": str(customer),
        "_shown": "customer,lines",
        "lines.0.item": "冲压件",
        "lines.0.quantity": "3",
        "lines.0.price": "1,000",
        "lines.0.discount": "10",
        "lines.1.item": "",
        "lines.1.quantity": "1",
    }
    to = (await client.post("/f/quote", data=sent)).headers["location"]
    page = (await client.get(to)).text
    assert "¥2,700" in page
    assert re.search(r"QT-\d{4}-0001", page)


async def test_a_follow_up_moves_the_customers_dates(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    sent = {"customer": str(id), "content": "价格接受", "next_at": "2030-01-02"}
    answer = await client.post(f"/f/follow_up?back=/f/customer/{id}", data=sent)
    assert answer.headers["location"] == f"/f/customer/{id}"
    page = (await client.get(f"/f/customer/{id}")).text
    assert "价格接受" in page
    assert "2030-01-02" in page


async def test_chosen_columns_are_remembered(world: World, sign_in: SignIn) -> None:
    client = await sign_in(world.company, world.owner)
    await client.post("/f/customer/columns", data={"columns": ["name", "city"], "do": ""})
    await client.post("/f/customer", data={"name": NAME})
    page = (await client.get("/f/customer")).text
    heads = re.findall(r'data-column="(\w+)"', page)
    assert heads == ["name", "city"]


async def test_the_filter_form_becomes_an_address(world: World, sign_in: SignIn) -> None:
    client = await sign_in(world.company, world.owner)
    params = {
        "do": "apply",
        "join": "and",
        "g.0.join": "or",
        "g.0.c.0.field": "level",
        "g.0.c.0.op": "any_of",
        "g.0.c.0.value": ["A", "B"],
        "g.0.c.1.field": "amount",
        "g.0.c.1.op": "at_least",
        "g.0.c.1.value": "10万",
    }
    answer = await client.get("/f/customer/filter", params=params)
    assert answer.status_code == 303
    assert (await client.get(answer.headers["location"])).status_code == 200


def anonymous(page: str, name: str) -> str:
    """Take the echoed name and the token out of a page."""
    return re.sub(r'value="[0-9a-f]{64,}"|x-csrftoken[^}]*', "", page.replace(name, "…"))

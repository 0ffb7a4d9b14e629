"""Who types a customer that is there already hears so, and no more than they may know."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text

from saas.audit.log import Operation
from saas.records.allowance import Allowance
from saas.records.duplicates import TOLD
from saas.records.guesses import MATCHES
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import Program, program
from tests.web.conftest import SignIn
from tests.web.records.test_pages import made

__all__ = ["program"]

NAME = "苏州恒泽精密五金有限公司"
RECORDS = "/api/v1/forms/customer/records"


async def asked(client: httpx.AsyncClient, **typed: str) -> str:
    answer = await client.post("/f/customer/duplicates", data=typed)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    "typed", [NAME, "苏州恒泽精密五金", " 苏州恒泽精密五金（有限公司） ", "苏州恒泽精密五金有限责任公司"]
)
async def test_one_hears_of_a_customer_of_that_name_while_typing(
    database: Database, world: World, sign_in: SignIn, typed: str
) -> None:
    id = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    said = await asked(client, name=typed)
    assert f"客户名称相同：{NAME}，负责人 安然" in said
    assert f'href="/f/customer/{id}"' in said
    assert "相同" not in await asked(client, name="苏州恒泽")
    assert "相同" not in await asked(client, name="")


async def test_of_a_colleagues_customer_one_hears_only_whose_it_is(
    database: Database, world: World, sign_in: SignIn
) -> None:
    id = await made(database, world, name=NAME, mobile="13812345678", city="苏州")
    rep = await sign_in(world.company, world.rep)
    said = await asked(rep, name="苏州恒泽精密五金")
    assert "客户名称相同：安然 负责的客户" in said
    for hidden in (NAME, str(id), "5678", "/f/customer/"):
        assert hidden not in said.split("duplicates-list")[1].split("</ul>")[0]


async def test_the_same_number_counts_only_for_who_may_reveal_it(
    database: Database, world: World, sign_in: SignIn
) -> None:
    await made(database, world, name=NAME, mobile="13812345678")
    rep = await sign_in(world.company, world.rep)
    assert "手机相同：安然 负责的客户" in await asked(rep, name="别的", mobile="138 1234 5678")
    async with database.tenant(world.company) as db:
        used = dict((await db.execute(select(Allowance.name, Allowance.used))).tuples().all())
    assert used == {MATCHES.name: 1, TOLD.name: 1}


async def test_a_new_customer_asks_once_and_keeps_what_was_typed(
    database: Database, world: World, sign_in: SignIn
) -> None:
    await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    sent = {"name": NAME, "city": "昆山"}
    answer = await client.post("/f/customer", data=sent)
    assert answer.status_code == 409
    assert "仍要新建" in answer.text
    assert 'value="昆山"' in answer.text
    answer = await client.post("/f/customer", data=sent | {"anyway": "1"})
    assert answer.status_code == 303


async def test_editing_does_not_find_the_record_itself(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    answer = await client.post(f"/f/customer/duplicates?record={id}", data={"name": NAME})
    assert "相同" not in answer.text
    other = await made(database, world, name=NAME)
    answer = await client.post(f"/f/customer/duplicates?record={id}", data={"name": NAME})
    assert f"/f/customer/{other}" in answer.text


async def test_what_was_told_is_in_the_log_without_what_was_typed(
    database: Database, world: World, sign_in: SignIn
) -> None:
    id = await made(database, world, name=NAME, mobile="13812345678")
    rep = await sign_in(world.company, world.rep)
    await asked(rep, mobile="13812345678")
    await asked(rep, mobile="13912345678")
    async with database.tenant(world.company) as db:
        lines = (await db.execute(select(Operation).where(Operation.action == "match"))).scalars().all()
    [line] = lines
    assert (line.person_id, line.form, line.fields) == (world.rep.id, "customer", ["mobile"])
    assert line.record_ids == [id]
    assert "13812345678" not in repr(vars(line))


async def test_nobody_reads_the_customers_of_all_through_the_form(
    database: Database, world: World, sign_in: SignIn
) -> None:
    await made(database, world, name=NAME)
    mine = await made(database, world, name="本杰的客户", owner=world.rep.id)
    rep = await sign_in(world.company, world.rep)
    async with database.tenant(world.company) as db:
        spent = {"p": world.rep.id, "n": TOLD.name, "u": TOLD.most}
        await db.execute(text("INSERT INTO allowances VALUES (:p, :n, current_date + 1, :u)"), spent)
        await db.commit()
    assert "相同" not in await asked(rep, name=NAME)
    assert str(mine) in await asked(rep, name="本杰的客户")
    assert (await rep.post("/f/customer", data={"name": NAME})).status_code == 303


async def test_a_program_is_refused_if_it_asks_for_that(
    database: Database, world: World, sign_in: SignIn, program: Program
) -> None:
    id = await made(database, world, name=NAME)
    api = await program(world.company, world.owner)
    sent = {"values": {"name": NAME}}
    refused = await api.post(f"{RECORDS}?on_duplicate=refuse", json=sent)
    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert "安然" in refused.json()["errors"]["name"]
    assert (await api.post(f"{RECORDS}?on_duplicate=maybe", json=sent)).status_code == 422
    assert (await api.post(RECORDS, json=sent)).status_code == 201
    new = {"values": {"name": "没有过的公司"}}
    key = {"idempotency-key": "once"}
    first = await api.post(f"{RECORDS}?on_duplicate=refuse", json=new, headers=key)
    again = await api.post(f"{RECORDS}?on_duplicate=refuse", json=new, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"] != str(id)


async def test_the_trash_and_other_companies_are_no_duplicates(
    database: Database, world: World, other: World, sign_in: SignIn
) -> None:
    await made(database, other, name=NAME)
    id = await made(database, world, name=NAME)
    client = await sign_in(world.company, world.owner)
    await client.post(f"/f/customer/{id}/trash")
    assert "相同" not in await asked(client, name=NAME)


@pytest.mark.parametrize("typed", ["\0", "𠮷" * 5000, "%", "' OR 1=1 --", "\ud800".encode("utf-8", "replace").decode()])
async def test_odd_names_are_calmly_compared(world: World, sign_in: SignIn, typed: str) -> None:
    client = await sign_in(world.company, world.owner)
    assert "相同" not in await asked(client, name=typed, mobile=typed)


async def test_who_may_not_create_is_told_nothing(database: Database, world: World, sign_in: SignIn) -> None:
    id: UUID = await made(database, world, name=NAME)
    auditor = await sign_in(world.company, world.auditor)
    for path in ("/f/customer/duplicates", f"/f/customer/duplicates?record={id}"):
        assert (await auditor.post(path, data={"name": NAME})).status_code in (403, 404)
    rep = await sign_in(world.company, world.rep)
    assert (await rep.post(f"/f/customer/duplicates?record={id}", data={"name": NAME})).status_code == 404

"""The box on a record's page: one line, a next date, and one stays where one was."""

import re

from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.records.test_pages import made

BOX = {"hx-request": "true", "hx-target": "form#write"}


async def test_a_follow_up_shows_in_place_with_the_next_date(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="恒泽精密")
    client = await sign_in(world.company, world.owner)
    sent = {"content": "聊了<b>交期</b>", "way": "phone", "next_at": "+3天"}
    answer = await client.post(f"/f/customer/{id}/follow-ups", data=sent, headers=BOX)
    assert answer.status_code == 200, answer.text
    assert "<html" not in answer.text
    assert "聊了&lt;b&gt;交期&lt;/b&gt;" in answer.text
    assert "跟进已保存" in answer.text
    assert 'hx-target="#strip-next_follow_up"' in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version
    assert f'name="version" value="{version[1]}"' in (await client.get(f"/f/customer/{id}")).text


async def test_without_scripts_one_comes_back_to_the_record(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="恒泽精密")
    client = await sign_in(world.company, world.owner)
    answer = await client.post(f"/f/customer/{id}/follow-ups", data={"content": "聊了交期"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/f/customer/{id}#timeline")
    page = (await client.get(f"/f/customer/{id}")).text
    assert "聊了交期" in page
    assert "跟进已保存" in page


async def test_an_empty_follow_up_says_what_is_missing_and_keeps_the_date(
    database: Database, world: World, sign_in: SignIn
) -> None:
    id = await made(database, world, name="恒泽精密")
    client = await sign_in(world.company, world.owner)
    sent = {"content": " ", "next_at": "2027-01-05"}
    for headers in (BOX, {}):
        answer = await client.post(f"/f/customer/{id}/follow-ups", data=sent, headers=headers)
        assert answer.status_code == 422
        assert "2027-01-05" in answer.text
        assert "content-error" in answer.text


async def test_a_follow_up_from_a_deal_is_about_its_customer(database: Database, world: World, sign_in: SignIn) -> None:
    customer = await made(database, world, name="恒泽精密")
    deal = await made(database, world, "deal", name="注塑机", customer=str(customer))
    client = await sign_in(world.company, world.owner)
    answer = await client.post(f"/f/deal/{deal}/follow-ups", data={"content": "谈了价格"})
    assert answer.status_code == 303, answer.text
    for path in (f"/f/deal/{deal}", f"/f/customer/{customer}"):
        assert "谈了价格" in (await client.get(path)).text


async def test_nobody_writes_about_what_they_cannot_see(database: Database, world: World, sign_in: SignIn) -> None:
    mine = await made(database, world, name="安然的客户")
    rep = await sign_in(world.company, world.rep)
    assert (await rep.post(f"/f/customer/{mine}/follow-ups", data={"content": "x"})).status_code == 404
    auditor = await sign_in(world.company, world.auditor)
    assert (await auditor.post(f"/f/customer/{mine}/follow-ups", data={"content": "x"})).status_code == 404
    owner = await sign_in(world.company, world.owner)
    product = await made(database, world, "product", name="夹具")
    for path in (f"/f/product/{product}", f"/f/customer/{product}", "/f/customer/x", f"/f/nothing/{mine}"):
        assert (await owner.post(f"{path}/follow-ups", data={"content": "x"})).status_code == 404


async def test_a_revealed_number_can_be_called_and_copied(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="恒泽精密", mobile="13812345678", email="wang@hengze.cn")
    client = await sign_in(world.company, world.owner)
    page = (await client.get(f"/f/customer/{id}")).text
    assert "tel:" not in page
    revealed = (await client.post(f"/f/customer/{id}/reveal/mobile")).text
    assert 'href="tel:13812345678"' in revealed
    assert "data-copy" in revealed
    assert 'href="mailto:wang@hengze.cn"' in (await client.post(f"/f/customer/{id}/reveal/email")).text


async def test_what_one_wants_first_stands_below_the_name_and_empty_fields_are_folded(
    database: Database, world: World, sign_in: SignIn
) -> None:
    id = await made(database, world, name="恒泽精密", mobile="13812345678")
    client = await sign_in(world.company, world.owner)
    page = (await client.get(f"/f/customer/{id}")).text
    strip = page.split('<dl class="strip">')[1].split("</dl>")[0]
    for words in ("手机", "负责人", "最近跟进", "下次跟进"):
        assert words in strip
    assert "个空字段" in page
    assert page.count("暂无") == 1

"""What was done is said on the next page, once, with the way back; and nobody else can have it said."""

import base64
import re
from collections.abc import Callable
from uuid import UUID

import httpx
import orjson
import pytest

from saas.records.query import get_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.records.test_pages import made


def forms_in(page: str) -> list[tuple[str, dict[str, str]]]:
    """Read the forms of the notices: address and hidden fields."""
    region = page.split('id="toasts"')[1].split("</template>")[0].split("<template")[0]
    found = re.findall(r'<form method="post" action="([^"]+)"(.*?)</form>', region, re.DOTALL)
    return [(action, dict(re.findall(r'name="([^"]+)" value="([^"]*)"', body))) for action, body in found]


async def stage_of(database: Database, world: World, id: UUID, form: str = "customer") -> object:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, form)
        return (await get_record(db, world.owner, view, id)).values["stage"]


async def tap(client: httpx.AsyncClient, id: UUID, stage: str) -> httpx.Response:
    """Do what a button of the stage bar does."""
    page = (await client.get(f"/f/customer/{id}")).text
    form = page.split('id="at-version"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'name="(version|undo_field|undo_value)" value="([^"]*)"', form))
    return await client.post(f"/f/customer/{id}", data=hidden | {"stage": stage})


async def test_a_stage_that_was_tapped_can_be_taken_back(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="恒泽精密", stage="needs")
    client = await sign_in(world.company, world.owner)
    answer = await tap(client, id, "proposal")
    page = (await client.get(answer.headers["location"])).text
    assert "阶段已改为“方案报价”" in page
    [(action, fields)] = forms_in(page)
    assert forms_in((await client.get(f"/f/customer/{id}")).text) == []
    fields.pop("_csrf_token", None)
    assert (await client.post(action, data=fields)).status_code == 303
    assert await stage_of(database, world, id) == "needs"


async def test_what_changed_meanwhile_is_not_taken_back(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="恒泽精密", stage="needs")
    client = await sign_in(world.company, world.owner)
    page = (await client.get((await tap(client, id, "proposal")).headers["location"])).text
    [(action, fields)] = forms_in(page)
    await tap(client, id, "negotiation")
    assert (await client.post(action, data=fields)).status_code == 409
    assert await stage_of(database, world, id) == "negotiation"


async def test_many_that_went_to_the_trash_come_back_together(
    database: Database, world: World, sign_in: SignIn
) -> None:
    ids = [str(await made(database, world, name=f"客户{n}")) for n in range(3)]
    client = await sign_in(world.company, world.owner)
    answer = await client.post("/f/customer/trash", data={"ids": ids})
    page = (await client.get(answer.headers["location"])).text
    assert "已将 3 条记录移到回收站" in page
    [(action, fields)] = forms_in(page)
    assert (await client.post(action, data=fields)).status_code == 303
    assert "客户1" in (await client.get("/f/customer")).text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: "x",
        lambda sealed: sealed[:-1] + ("0" if sealed[-1] != "0" else "1"),
        lambda sealed: base64.urlsafe_b64encode(orjson.dumps({"text": "evil"})).decode() + "." + "0" * 64,
        lambda sealed: sealed.replace(".", ""),
        lambda sealed: "." + sealed,
        lambda sealed: "%F0%9F." + sealed,
    ],
)
async def test_a_notice_that_we_did_not_write_is_not_said(
    database: Database, world: World, sign_in: SignIn, spoil: Callable[[str], str]
) -> None:
    id = await made(database, world, name="恒泽精密")
    client = await sign_in(world.company, world.owner)
    await client.post(f"/f/customer/{id}/trash")
    sealed = client.cookies["notice"]
    client.cookies.delete("notice")
    page = await client.get(
        "/f/customer", headers={"cookie": f"guanxi={client.cookies['guanxi']}; notice={spoil(sealed)}"}
    )
    assert page.status_code == 200
    assert forms_in(page.text) == []
    assert "evil" not in page.text


async def test_a_notice_of_another_session_is_not_said(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="恒泽精密")
    client, other = await sign_in(world.company, world.owner), await sign_in(world.company, world.owner)
    await client.post(f"/f/customer/{id}/trash")
    other.cookies.set("notice", client.cookies["notice"])
    assert forms_in((await other.get("/f/customer")).text) == []


async def test_a_deal_that_is_lost_asks_why(database: Database, world: World, sign_in: SignIn) -> None:
    customer = await made(database, world, name="恒泽精密")
    id = await made(database, world, "deal", name="注塑机", customer=str(customer), stage="proposal", amount=5000)
    client = await sign_in(world.company, world.owner)
    page = (await client.get(f"/f/deal/{id}")).text
    assert f'href="/f/deal/{id}/edit?stage=lost"' in page
    form = (await client.get(f"/f/deal/{id}/edit?stage=lost")).text
    assert 'name="reason_lost"' in form
    assert 'name="customer"' not in form
    hidden = dict(
        re.findall(r'<input type="hidden" name="(_shown|version|stage|undo_field|undo_value)" value="([^"]*)"', form)
    )
    was = re.search(r'name="_was" value="([^"]*)"', form)
    assert was
    sent = hidden | {"_was": was[1].replace("&#34;", '"'), "reason_lost": "price", "competitors": "", "note": ""}
    answer = await client.post(f"/f/deal/{id}", data=sent)
    assert answer.status_code == 303, answer.text
    async with database.tenant(world.company) as db:
        record = await get_record(db, world.owner, await view_form(db, world.owner, "deal"), id)
    assert (record.values["stage"], record.values["reason_lost"], record.values["amount"]) == ("lost", "price", 5000)
    assert "阶段已改为“流失”" in (await client.get(answer.headers["location"])).text


async def test_an_unknown_stage_asks_the_whole_form(database: Database, world: World, sign_in: SignIn) -> None:
    customer = await made(database, world, name="恒泽精密")
    id = await made(database, world, "deal", name="注塑机", customer=str(customer))
    client = await sign_in(world.company, world.owner)
    for stage in ("proposal", "nothing", "<b>", "%00"):
        page = await client.get(f"/f/deal/{id}/edit?stage={stage}")
        assert page.status_code == 200
        assert 'name="customer"' in page.text

"""One line, who has seen one record, and the whole log as a file."""

import io
import re

import orjson
import pytest

from saas.audit.log import log
from saas.audit.mentions import CHUNK
from saas.audit.seal import seal_company
from saas.audit.verify import verify
from saas.records.query import ListQuery, get_record, list_records
from saas.records.reveal import reveal
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.log.test_hiding import blind_auditor


async def test_a_line_lists_the_records_that_were_on_it(sign_in: SignIn, world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        for name in ("苏州恒泽精密", "杭州云栈信息"):
            await create_record(db, world.owner, view, {"name": name})
        await list_records(db, world.owner, view, ListQuery())
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    text = (await client.get("/log/4")).text
    assert "查看客户列表（2 条）" in text
    assert "苏州恒泽精密" in text
    assert "杭州云栈信息" in text


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "-1"])
async def test_a_line_that_is_not_there_is_not_found(sign_in: SignIn, world: World, number: str) -> None:
    client = await sign_in(world.company, world.auditor)
    assert (await client.get(f"/log/{number}")).status_code == 404


async def test_htmx_gets_a_line_for_the_drawer(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.auditor)
    answer = await client.get("/log/1", headers={"hx-request": "true", "hx-target": "dialog#drawer"})
    assert "<html" not in answer.text
    assert "创建了工作区" in answer.text


async def test_the_panel_says_who_has_seen_a_record_and_how_often(
    sign_in: SignIn, world: World, database: Database
) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        record = await create_record(db, world.rep, view, {"name": "苏州恒泽精密", "mobile": "13812345678"})
        for _view in range(12):
            await get_record(db, world.rep, view, record.id)
        for _list in range(3):
            await list_records(db, world.rep, view, ListQuery())
        await reveal(db, world.rep, view, record.id, "mobile")
        await get_record(db, world.owner, await view_form(db, world.owner, "customer"), record.id)
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    wanted = {"hx-request": "true", "hx-target": "section#trail"}
    address = f"/log/panel?form=customer&record={record.id}"
    answer = await client.get(address, headers=wanted)
    assert "<html" not in answer.text
    assert "查看 12 次、列表 3 次、显示手机 1 次" in answer.text
    assert re.search(r"安然</a>\s*<span>查看 1 次</span>", answer.text)
    assert f"/log?record={record.id}&amp;person={world.rep.id}" in answer.text
    assert "方审" not in answer.text, "looking at the log is not looking at the record"
    blind = await sign_in(world.company, await blind_auditor(database, world))
    told = (await blind.get(address)).text
    assert "苏州恒泽" not in told
    assert (await client.get("/log/panel?record=x")).status_code == 404


async def test_lists_from_long_ago_are_counted_by_their_index(
    sign_in: SignIn, world: World, database: Database
) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        record = await create_record(db, world.rep, view, {"name": "苏州恒泽精密"})
        await list_records(db, world.rep, view, ListQuery())
        for _line in range(2 * CHUNK):
            await log(db, world.owner, "login")
        await db.commit()
    for _seal in range(3):
        await seal_company(database, world.company)
    client = await sign_in(world.company, world.auditor)
    assert "列表 1 次" in (await client.get(f"/log/panel?form=customer&record={record.id}")).text


async def test_the_downloaded_log_is_intact_and_holds_its_own_line(
    sign_in: SignIn, world: World, database: Database
) -> None:
    async with database.tenant(world.company) as db:
        for n in range(5):
            await log(db, world.rep, "login", detail={"n": n})
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    answer = await client.post("/log/export")
    assert answer.headers["content-disposition"].startswith('attachment; filename="operation-log-')
    verdict = verify(io.BytesIO(answer.content))
    assert (verdict.intact, verdict.rows) == (True, 7)
    last = orjson.loads(answer.content.splitlines()[-2])
    assert (last["action"], last["person"]) == ("export_log", "方审")


async def test_the_log_is_not_exported_by_following_a_link(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.auditor)
    assert (await client.get("/log/export")).status_code in (404, 405)
    del client.headers["x-csrftoken"]
    assert (await client.post("/log/export")).status_code == 403


async def test_a_record_s_page_leads_those_who_may_to_its_log(
    sign_in: SignIn, world: World, database: Database
) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        record = await create_record(db, world.rep, view, {"name": "苏州恒泽精密"})
        await db.commit()
    address = f"/log?record={record.id}"
    assert address in (await (await sign_in(world.company, world.auditor)).get(f"/f/customer/{record.id}")).text
    assert address not in (await (await sign_in(world.company, world.rep)).get(f"/f/customer/{record.id}")).text

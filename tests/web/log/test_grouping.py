"""The log is not drowned by those who read it, and says from what to what."""

import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from saas.audit.log import Operation
from saas.records.save import create_record, update_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.log.test_hiding import blind_auditor
from tests.web.log.test_index import sentences

NAME, BEFORE, AFTER = "苏州恒泽精密五金有限公司", "13812345678", "13987654321"


async def changed(database: Database, world: World) -> UUID:
    """Have the owner change a customer's amount, level and mobile."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        made = await create_record(db, world.owner, view, {"name": NAME, "mobile": BEFORE, "amount": "12万"})
        changes = {"mobile": AFTER, "amount": "150000", "level": "A"}
        await update_record(db, world.owner, view, made.id, changes, version=1)
        await db.commit()
    return made.id


async def line_of(database: Database, world: World, action: str) -> Operation:
    async with database.tenant(world.company) as db:
        query = select(Operation).where(Operation.action == action).order_by(Operation.id.desc()).limit(1)
        return (await db.execute(query)).scalar_one()


@pytest.fixture
async def auditor(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    return await sign_in(world.company, world.auditor)


async def test_twenty_looks_at_the_log_are_one_row_that_unfolds(auditor: httpx.AsyncClient) -> None:
    for _look in range(20):
        await auditor.get("/log")
    page = await auditor.get("/log")
    assert sentences(page).count("查看了操作日志") == 1
    assert re.search(r"<summary>共 20 次，[0-9:]{8} 起</summary>", page.text)
    links = re.findall(r'<li><a class="link" href="/log/(\d+)"', page.text)
    assert len(set(links)) == 20
    assert (await auditor.get(f"/log/{links[-1]}")).status_code == 200


async def test_looks_at_the_log_can_be_hidden_and_stay_in_it(
    auditor: httpx.AsyncClient, world: World, database: Database
) -> None:
    await changed(database, world)
    for _look in range(3):
        await auditor.get("/log")
    page = await auditor.get("/log?quiet=1")
    assert sentences(page) == ["修改客户", "新建客户", "创建了工作区"]
    assert 'name="quiet" value="1" data-refilter checked' in page.text
    assert "quiet=1" in page.headers["hx-push-url"]
    assert "查看了操作日志" in sentences(await auditor.get("/log"))


async def test_two_changes_of_a_record_stay_two_rows(
    auditor: httpx.AsyncClient, world: World, database: Database
) -> None:
    id = await changed(database, world)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        changes = {"mobile": BEFORE, "amount": "160000", "level": "B"}
        await update_record(db, world.owner, view, id, changes, version=2)
        await db.commit()
    assert sentences(await auditor.get("/log"))[:2] == ["修改客户", "修改客户"]


async def test_an_entry_says_from_what_to_what_and_masks_what_is_protected(
    auditor: httpx.AsyncClient, world: World, database: Database
) -> None:
    await changed(database, world)
    line = await line_of(database, world, "update")
    listed, text = [(await auditor.get(address)).text for address in ("/log", f"/log/{line.id}")]
    assert re.search(r"<del>¥?120,000(\.00)?</del> → <ins>¥?150,000(\.00)?</ins>", text)
    assert "等 1 个" in listed
    for value in (BEFORE, AFTER):
        assert value not in listed + text
    assert "<del>138****5678</del> → <ins>139****4321</ins>" in listed
    assert "<del>138****5678</del> → <ins>139****4321</ins>" in text
    assert "<del>—</del> → <ins>A" in text
    assert ((await line_of(database, world, "read_log")).detail or {})["values"] == {
        "customer": ["amount", "level", "mobile"]
    }


async def test_who_may_not_read_the_record_or_the_field_sees_no_values(
    sign_in: SignIn, world: World, database: Database
) -> None:
    id = await changed(database, world)
    line = await line_of(database, world, "update")
    blind = await blind_auditor(database, world)
    client = await sign_in(world.company, blind)
    addresses = ("/log", f"/log/{line.id}", f"/log?record={id}")
    for address in addresses:
        text = (await client.get(address)).text
        assert "120,000" not in text
        assert "139****4321" not in text
        assert "→" not in text
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        await update_record(db, world.owner, view, id, {"owner": blind.id}, version=2)
        await db.commit()
    for address in addresses:  # The record is theirs now, but not its amount.
        text = (await client.get(address)).text
        assert "139****4321" in text
        assert "120,000" not in text
        assert "预计金额" not in text


async def test_a_page_of_changes_costs_no_statement_per_line(
    auditor: httpx.AsyncClient, world: World, database: Database, statements: list[str]
) -> None:
    await changed(database, world)
    counts = []
    for _round in range(2):
        await auditor.get("/log")
        statements.clear()
        await auditor.get("/log")
        counts.append(len(statements))
        for _more in range(5):
            await changed(database, world)
    assert counts[0] == counts[1] <= 10, statements


async def test_a_record_that_is_filtered_by_is_called_by_its_title(
    auditor: httpx.AsyncClient, sign_in: SignIn, world: World, database: Database
) -> None:
    id = await changed(database, world)
    text = (await auditor.get(f"/log?record={id}&action=print")).text
    assert f'<span class="chip-value">{NAME}</span>' in text
    assert f'<input type="hidden" name="record" value="{id}">' in text
    blind = await sign_in(world.company, await blind_auditor(database, world))
    text = (await blind.get(f"/log?record={id}")).text
    assert NAME not in text
    assert f'<span class="chip-value">…{str(id)[-8:]}</span>' in text


async def test_actions_are_in_groups(auditor: httpx.AsyncClient) -> None:
    text = (await auditor.get("/log?action=reveal")).text
    assert re.findall(r'<optgroup label="([^"]+)">', text)[:3] == ["查看", "导出与显示", "修改记录"]
    assert '<option value="reveal" selected>' in text

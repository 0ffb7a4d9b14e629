"""What happens to the lines of a quote is in its timeline and in the log, as far as the reader may see it."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from saas.audit.log import Operation
from saas.records.history import history_of
from saas.records.view import view_form
from saas.roles.access import PolicyLine
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World
from tests.web.api.conftest import Program, program
from tests.web.conftest import SignIn
from tests.web.records.test_pages import made

__all__ = ["program"]

QUOTES = "/api/v1/forms/quote/records"


@pytest.fixture
async def api(program: Program, world: World) -> httpx.AsyncClient:
    return await program(world.company, world.rep)


@pytest.fixture
async def quote(database: Database, world: World, api: httpx.AsyncClient) -> dict[str, Any]:
    """本杰's quote with two lines."""
    customer = (await api.post("/api/v1/forms/customer/records", json={"values": {"name": "恒泽"}})).json()
    lines = [{"item": "冲压件", "price": 100, "quantity": 2}, {"item": "检测工装", "price": 50}]
    answer = await api.post(QUOTES, json={"values": {"customer": customer["id"], "lines": lines}})
    return answer.json()


async def changed(api: httpx.AsyncClient, quote: dict[str, Any], **values: Any) -> None:
    answer = await api.patch(f"{QUOTES}/{quote['id']}", json={"values": values})
    assert answer.status_code == 200, answer.text


async def named_in_log(database: Database, world: World, quote: dict[str, Any]) -> list[str]:
    """Name the fields of the last change."""
    async with database.tenant(world.company) as db:
        updates = select(Operation.fields).where(Operation.action == "update", Operation.record_id == UUID(quote["id"]))
        return list((await db.execute(updates.order_by(Operation.id.desc()))).scalars().first() or [])


async def test_swapped_prices_are_in_the_timeline_and_in_the_log(
    database: Database, world: World, sign_in: SignIn, api: httpx.AsyncClient, quote: dict[str, Any]
) -> None:
    first, second = quote["values"]["lines"]
    await changed(api, quote, lines=[first | {"price": 50}, second | {"price": 100}])
    assert set(await named_in_log(database, world, quote)) == {"lines.price", "lines.amount", "total"}
    page = (await (await sign_in(world.company, world.rep)).get(f"/f/quote/{quote['id']}")).text
    timeline = page[page.index('id="timeline"') :]
    assert "明细 · 冲压件 · 单价" in timeline
    assert "<del>¥100</del> → <ins>¥50</ins>" in timeline
    assert "<del>¥50</del> → <ins>¥100</ins>" in timeline
    assert "修改了 0 个字段" not in timeline


async def test_added_and_removed_lines_say_what_was_in_them(
    sign_in: SignIn, world: World, api: httpx.AsyncClient, quote: dict[str, Any]
) -> None:
    await changed(api, quote, lines=[quote["values"]["lines"][0], {"item": "运费", "price": 300}])
    page = (await (await sign_in(world.company, world.rep)).get(f"/f/quote/{quote['id']}")).text
    timeline = page[page.index('id="timeline"') :]
    assert "<dt>明细 · 运费</dt>" in timeline
    assert "单价 ¥300" in timeline
    removed = timeline[timeline.index("<dt>明细 · 检测工装</dt>") :]
    assert "单价 ¥50" in removed[: removed.index("</dd>")]


async def test_lines_that_nobody_touched_are_not_named(
    database: Database, world: World, api: httpx.AsyncClient, quote: dict[str, Any]
) -> None:
    await changed(api, quote, date="2026-12-01", lines=quote["values"]["lines"])
    assert await named_in_log(database, world, quote) == ["date"]


async def test_a_reader_without_a_column_does_not_find_it_in_the_past(
    database: Database, world: World, sign_in: SignIn, api: httpx.AsyncClient, quote: dict[str, Any]
) -> None:
    await made(database, world, "product", name="先来一个产品")
    owner = await sign_in(world.company, world.owner)
    line = quote["values"]["lines"][0]
    sent = {"_shown": "lines", "lines.0.id": line["id"], "lines.0.cost": "4321"}
    assert (await owner.post(f"/f/quote/{quote['id']}", data=sent)).status_code == 303
    assert "4,321" in (await owner.get(f"/f/quote/{quote['id']}")).text
    rep = await sign_in(world.company, world.rep)
    assert "4,321" not in (await rep.get(f"/f/quote/{quote['id']}")).text
    async with database.tenant(world.company) as db:
        db.add(PolicyLine(ptype="p2", v0="rep", v1="quote_line", v2="price", v3="masked", v4="deny"))
        await bump_revision(db)
        await db.commit()
    async with database.tenant(world.company) as db:
        events = await history_of(db, await view_form(db, world.rep, "quote"), UUID(quote["id"]))
        names = {change.field.name for event in events for change in event.changes}
    assert not names & {"price", "cost"}

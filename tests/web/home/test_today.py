"""The first page of a workspace."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.audit.log import Operation
from saas.kit.clock import today
from saas.people.model import Person, PersonRole
from saas.people.viewer import Viewer
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World, make_world
from tests.web.conftest import SignIn


async def add(database: Database, world: World, viewer: Viewer, form: str, **values: Any) -> UUID:
    async with database.tenant(world.company) as db:
        record = await create_record(db, viewer, await view_form(db, viewer, form), values)
        await db.commit()
        return record.id


async def customer(database: Database, world: World, viewer: Viewer, name: str, days: int | None = None) -> UUID:
    next_on = None if days is None else (today() + timedelta(days)).isoformat()
    return await add(database, world, viewer, "customer", name=name, next_follow_up=next_on)


async def hire_guest(database: Database, world: World) -> Viewer:
    async with database.tenant(world.company) as db:
        person = Person(email="guest@acme.cn", name="客人", department_id=1, status="active", locale="zh-Hans")
        db.add(person)
        await db.flush()
        db.add(PersonRole(person_id=person.id, role="guest"))
        await bump_revision(db)
        await db.commit()
    return Viewer(person.id, "客人", 1, frozenset({"guest"}))


async def test_a_new_company_is_told_what_to_do_first(sign_in: SignIn, world: World) -> None:
    page = (await (await sign_in(world.company, world.owner)).get("/")).text
    for step in ("导入客户", "添加一个自己的字段", "填写公司资料", "做第一份报价", "还没有客户", "还没有进行中的商机"):
        assert step in page
    assert "/f/customer/import" in page


async def test_steps_tick_off_by_what_exists(database: Database, sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.owner)
    before = (await client.get("/")).text.count('class="done"')
    await customer(database, world, world.owner, "恒泽精密")
    assert (await client.get("/")).text.count('class="done"') == before + 1


async def test_the_checklist_can_be_put_away_for_good(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.owner)
    assert "开始使用" in (await client.get("/")).text
    assert (await client.post("/getting-started/dismissal")).status_code == 303
    assert "开始使用" not in (await client.get("/")).text


async def test_the_checklist_is_not_for_reps(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.rep)
    assert "开始使用" not in (await client.get("/")).text
    assert (await client.post("/getting-started/dismissal")).status_code == 403


async def test_a_rep_sees_own_customers_that_are_due(database: Database, sign_in: SignIn, world: World) -> None:
    await customer(database, world, world.rep, "逾期的客户", -3)
    await customer(database, world, world.rep, "今天的客户", 0)
    await customer(database, world, world.owner, "安然的客户", 0)
    due = (await (await sign_in(world.company, world.rep)).get("/")).text
    due = due[due.index('id="due"') : due.index("最近更新")]
    assert due.index("逾期的客户") < due.index("今天的客户")
    assert "逾期 3 天" in due
    assert "安然的客户" not in due


async def test_what_is_due_tomorrow_waits(database: Database, sign_in: SignIn, world: World) -> None:
    await customer(database, world, world.rep, "明天的客户", 1)
    page = (await (await sign_in(world.company, world.rep)).get("/")).text
    assert "今天没有待跟进的客户" in page


async def test_an_owner_sees_everyones_or_only_own(database: Database, sign_in: SignIn, world: World) -> None:
    await customer(database, world, world.rep, "本杰的客户", 0)
    client = await sign_in(world.company, world.owner)
    assert "本杰的客户" in (await client.get("/")).text
    assert "本杰的客户" not in (await client.get("/?whose=me")).text


async def test_the_funnel_counts_own_open_deals(database: Database, sign_in: SignIn, world: World) -> None:
    id = await customer(database, world, world.rep, "恒泽精密")
    for stage, amount in (("needs", 120_000), ("needs", 80_000), ("won", 999_000)):
        await add(database, world, world.rep, "deal", name="商机", customer=id, stage=stage, amount=amount)
    other = await customer(database, world, world.owner, "别人的客户")
    await add(database, world, world.owner, "deal", name="商机", customer=other, stage="needs", amount=7_000_000)
    page = (await (await sign_in(world.company, world.rep)).get("/")).text
    funnel = page[page.index('id="funnel"') :]
    assert "2 · ¥20万" in funnel
    assert "签约" not in funnel


async def test_a_follow_up_is_logged_and_the_customer_waits_no_more(
    database: Database, sign_in: SignIn, world: World
) -> None:
    id = await customer(database, world, world.rep, "恒泽精密", -1)
    client = await sign_in(world.company, world.rep)
    sent = {"customer": str(id), "content": "聊了交期", "way": "phone", "next_at": ""}
    assert (await client.post("/follow-ups", data=sent)).headers["location"] == "/"
    page = (await client.get("/")).text
    assert "跟进已保存" in page
    assert "今天没有待跟进的客户" in page
    assert "聊了交期" in (await client.get(f"/f/customer/{id}")).text


async def test_without_scripts_the_customers_name_is_enough(database: Database, sign_in: SignIn, world: World) -> None:
    id = await customer(database, world, world.rep, "恒泽精密")
    client = await sign_in(world.company, world.rep)
    sent = {"customer": "", "customer_text": "恒泽精密", "content": "电话沟通", "way": "phone"}
    assert (await client.post("/follow-ups", data=sent)).status_code == 303
    assert "电话沟通" in (await client.get(f"/f/customer/{id}")).text


async def test_a_refused_follow_up_keeps_what_was_typed(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.rep)
    answer = await client.post("/follow-ups", data={"content": "<b>聊了交期</b>", "customer_text": "没有这家"})
    assert answer.status_code == 422
    assert "&lt;b&gt;聊了交期&lt;/b&gt;" in answer.text
    assert "没有这家" in answer.text
    assert 'id="customer-error"' in answer.text


async def test_nobody_follows_up_what_they_cannot_see(
    database: Database, sign_in: SignIn, world: World, other: World
) -> None:
    ids = [
        await customer(database, world, world.owner, "安然的客户"),
        await customer(database, other, other.owner, "楚月的"),
    ]
    client = await sign_in(world.company, world.rep)
    for id in ids:
        answer = await client.post("/follow-ups", data={"customer": str(id), "content": "试试"})
        assert answer.status_code == 422
        assert "安然的客户" not in answer.text
    by_name = await client.post("/follow-ups", data={"customer_text": "安然的客户", "content": "试试"})
    assert by_name.status_code == 422


async def test_the_auditor_gets_the_log_and_no_box(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.auditor)
    page = (await client.get("/")).text
    assert 'href="/log"' in page
    assert 'action="/follow-ups"' not in page
    assert (await client.post("/follow-ups", data={"content": "x"})).status_code == 403


async def test_a_guest_sees_where_there_is_something_to_see(database: Database, sign_in: SignIn, world: World) -> None:
    guest = await hire_guest(database, world)
    page = (await (await sign_in(world.company, guest)).get("/")).text
    assert "您可以查看" in page
    assert 'href="/f/product"' in page
    assert "/f/customer" not in page


async def test_what_the_page_shows_is_in_the_log(database: Database, sign_in: SignIn, world: World) -> None:
    id = await customer(database, world, world.rep, "恒泽精密", 0)
    await (await sign_in(world.company, world.rep)).get("/")
    async with database.tenant(world.company) as db:
        lists = select(Operation).where(Operation.action == "list", Operation.person_id == world.rep.id)
        found = (await db.execute(lists)).scalars().one()
    assert list(found.record_ids or ()) == [id]
    assert "next_follow_up" in (found.fields or ())


async def test_the_page_takes_few_statements(
    database: Database, sign_in: SignIn, world: World, statements: list[str]
) -> None:
    await customer(database, world, world.rep, "恒泽精密", 0)
    client = await sign_in(world.company, world.rep)
    await client.get("/")
    statements.clear()
    assert (await client.get("/")).status_code == 200
    assert 4 <= len(statements) <= 7, statements  # Two of them open the session and find the person.


async def test_the_checklist_takes_one_more(sign_in: SignIn, world: World, statements: list[str]) -> None:
    client = await sign_in(world.company, world.owner)
    await client.get("/")
    statements.clear()
    assert (await client.get("/")).status_code == 200
    assert 4 <= len(statements) <= 8, statements


async def test_another_companys_day_is_its_own(database: Database, sign_in: SignIn, world: World) -> None:
    theirs = await make_world(database, f"elsewhere-{world.company.id}", ("楚月", "戴文", "古静"))
    await customer(database, theirs, theirs.rep, "楚月的客户", 0)
    assert "楚月的客户" not in (await (await sign_in(world.company, world.owner)).get("/")).text


async def test_who_waits_is_put_off_with_one_tap_and_back(database: Database, sign_in: SignIn, world: World) -> None:
    id = await customer(database, world, world.rep, "恒泽精密", -1)
    client = await sign_in(world.company, world.rep)
    page = (await client.get("/")).text
    form = page.split(f'action="/f/customer/{id}?back=/"')[1].split("</form>")[0]
    hidden = dict(re.findall(r'name="(version|undo_field|undo_value)" value="([^"]*)"', form))
    days = re.findall(r'name="next_follow_up" value="([^"]*)"', form)
    assert len(days) == 3
    answer = await client.post(f"/f/customer/{id}?back=/", data=hidden | {"next_follow_up": days[0]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = (await client.get("/")).text
    assert "下次跟进已改为" in page
    assert "今天没有待跟进的客户" in page
    undo = page.split('id="toasts"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(version|next_follow_up)" value="([^"]*)"', undo))
    await client.post(f"/f/customer/{id}?back=/", data=fields)
    assert "今天没有待跟进的客户" not in (await client.get("/")).text


async def test_a_follow_up_is_written_on_the_row_and_one_stays_there(
    database: Database, sign_in: SignIn, world: World
) -> None:
    id = await customer(database, world, world.rep, "恒泽精密", -1)
    client = await sign_in(world.company, world.rep)
    assert f'action="/f/customer/{id}/follow-ups?back=/"' in (await client.get("/")).text
    sent = {"content": "聊了交期", "next_at": "+3天"}
    answer = await client.post(f"/f/customer/{id}/follow-ups?back=/", data=sent)
    assert answer.headers["location"] == "/"
    page = (await client.get("/")).text
    assert "跟进已保存" in page
    assert "今天没有待跟进的客户" in page

"""The operation log as an auditor looks through it."""

import re

import httpx
import pytest
from sqlalchemy import select, update

from saas.audit.log import Operation, log
from saas.audit.seal import seal_company
from saas.people.model import Person
from saas.people.viewer import Viewer
from saas.records.query import ListQuery, get_record, list_records
from saas.records.reveal import reveal
from saas.records.save import create_record, update_record
from saas.records.trash import trash_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn

NAME = "苏州恒泽精密五金有限公司"
MOBILE = "13812345678"


async def make(database: Database, world: World, viewer: Viewer, name: str = NAME) -> str:
    """Create a customer and give its id."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "customer")
        record = await create_record(db, viewer, view, {"name": name, "mobile": MOBILE})
        await db.commit()
    return str(record.id)


async def lines(database: Database, world: World, action: str) -> list[Operation]:
    async with database.tenant(world.company) as db:
        query = select(Operation).where(Operation.action == action).order_by(Operation.id)
        return list((await db.execute(query)).scalars())


def sentences(answer: httpx.Response) -> list[str]:
    """Read what the rows of the table say."""
    return re.findall(r"data-row-link[^>]*>([^<]*)</a>", answer.text)


async def test_what_people_did_stands_there_in_sentences(sign_in: SignIn, world: World, database: Database) -> None:
    await make(database, world, world.rep)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        [record] = (await list_records(db, world.rep, view, ListQuery())).records
        await get_record(db, world.rep, view, record.id)
        await update_record(db, world.rep, view, record.id, {"amount": "12万"}, version=1)
        await reveal(db, world.rep, view, record.id, "mobile")
        await trash_record(db, world.rep, view, record.id)
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    assert (
        sentences(await client.get("/log"))
        == [
            "将客户移到回收站",
            "查看了手机号",
            "修改客户",
            "查看客户",
            "查看客户列表（1 条）",
            "新建客户",
            "创建了工作区",
        ][:7]
    )


async def test_only_those_who_may_read_the_log_get_it(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.rep)
    for path in ("/log", "/log/1", f"/log/panel?record={'0' * 32}"):
        assert (await client.get(path)).status_code == 403
    assert (await client.post("/log/export")).status_code == 403


async def test_reading_the_log_is_logged(sign_in: SignIn, world: World, database: Database) -> None:
    id = await make(database, world, world.rep)
    client = await sign_in(world.company, world.auditor)
    await client.get("/log", params={"action": "create", "person": str(world.rep.id)})
    [line] = await lines(database, world, "read_log")
    assert (line.person_id, line.detail) == (world.auditor.id, {"action": "create", "person": world.rep.id})
    assert [str(each) for each in line.record_ids or ()] == [id]


async def test_what_somebody_typed_by_mistake_does_not_get_into_the_log(
    sign_in: SignIn, world: World, database: Database
) -> None:
    client = await sign_in(world.company, world.auditor)
    for name in ("person", "action", "form", "record", "since", "until"):
        await client.get("/log", params={name: MOBILE})
    assert not any(MOBILE in str(line.detail) for line in await lines(database, world, "read_log"))


async def test_a_filter_by_person_form_and_action_keeps_the_rest_away(
    sign_in: SignIn, world: World, database: Database
) -> None:
    await make(database, world, world.rep)
    await make(database, world, world.owner, "上海另一家有限公司")
    client = await sign_in(world.company, world.auditor)
    chosen = {"person": str(world.owner.id), "action": "create", "form": "customer"}
    answer = await client.get("/log", params=chosen)
    assert sentences(answer) == ["新建客户"]
    assert "上海另一家" in answer.text
    assert NAME not in answer.text


async def test_a_pasted_address_finds_the_record_and_every_list_that_held_it(
    sign_in: SignIn, world: World, database: Database
) -> None:
    id = await make(database, world, world.rep)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        await list_records(db, world.rep, view, ListQuery())
        await log(db, world.rep, "login")
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    answer = await client.get("/log", params={"record": f"http://acme.localhost:8000/f/customer/{id.upper()}?trash=1"})
    assert sentences(answer) == ["查看客户列表（1 条）", "新建客户"]
    again = await client.get("/log", params={"record": id})
    assert sentences(again) == sentences(answer), "looking at a record's log is not what happened to it"
    assert sentences(await client.get("/log", params={"record": id, "action": "read_log"})) == ["查看了操作日志"]


@pytest.mark.parametrize(
    ("name", "value"), [("record", "恒泽"), ("since", "yesterday"), ("until", "2026-02-30"), ("since", "9" * 200)]
)
async def test_what_cannot_be_read_is_said_beside_its_field(
    sign_in: SignIn, world: World, name: str, value: str
) -> None:
    client = await sign_in(world.company, world.auditor)
    answer = await client.get("/log", params={name: value})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text or "field-error" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "person=x",
        "person=-1",
        "person=99999999999999999999",
        "person='; DROP TABLE operation_log",
        "action=never%00",
        "action=" + "x" * 5000,
        "form=../../etc",
        "form=%25s",
        "since=0001-01-01&until=9999-12-31",
        "action=<script>alert(1)</script>",
    ],
)
async def test_a_filter_that_fits_nothing_finds_nothing(sign_in: SignIn, world: World, query: str) -> None:
    client = await sign_in(world.company, world.auditor)
    answer = await client.get(f"/log?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    if "since" not in query:
        assert sentences(answer) == []


@pytest.mark.parametrize("cursor", ["x", "1", "-1", "9" * 30 + "-1", "1-1;--"])
async def test_a_made_up_page_is_refused(sign_in: SignIn, world: World, cursor: str) -> None:
    client = await sign_in(world.company, world.auditor)
    assert (await client.get("/log", params={"older": cursor})).status_code == 422


async def test_pages_lead_to_older_lines_and_back(sign_in: SignIn, world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        for n in range(120):
            await log(db, world.rep, "create_token", detail={"name": f"token-{n:03}", "days": 1})
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    path, seen = "/log?action=create_token", []
    while path:
        answer = await client.get(path)
        seen += re.findall(r"token-(\d+)", "".join(sentences(answer)))
        path = link(answer, "next")
    assert seen == [f"{n:03}" for n in reversed(range(120))]
    newer = await client.get(link(answer, "prev"))
    assert re.findall(r"token-(\d+)", "".join(sentences(newer)))[0] == "069"


def link(answer: httpx.Response, rel: str) -> str:
    found = re.search(rf'<a class="page" href="([^"]*)" rel="{rel}"', answer.text)
    return found[1].replace("&amp;", "&") if found else ""


async def test_a_line_says_whether_it_is_sealed(sign_in: SignIn, world: World, database: Database) -> None:
    client = await sign_in(world.company, world.auditor)
    assert "待封存" in (await client.get("/log")).text
    head = await seal_company(database, world.company)
    sealed = await client.get("/log", params={"action": "found"})
    assert "已封存为第 1 行" in sealed.text
    assert f"{head.n}:{head.hash.hex()}" in (await client.get("/log")).text


async def test_htmx_gets_the_table_alone_and_the_address_that_goes_with_it(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.auditor)
    wanted = {"hx-request": "true", "hx-target": "div#log"}
    answer = await client.get("/log?person=&action=found&form=&record=&since=&until=", headers=wanted)
    assert answer.text.strip().startswith('<div id="log">')
    assert answer.headers["hx-push-url"] == "/log?action=found"


async def test_names_and_addresses_are_text_whatever_they_hold(
    sign_in: SignIn, world: World, database: Database
) -> None:
    evil = "<img src=x onerror=alert(1)>"
    async with database.tenant(world.company) as db:
        await log(db, Viewer(0, evil, 0, frozenset(), evil, evil), evil, fields=[evil], detail={"name": evil})
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    text = (await client.get("/log")).text
    assert "<img" not in text
    [line] = await lines(database, world, evil)
    assert "<img" not in (await client.get(f"/log/{line.id}")).text


async def test_the_log_speaks_english_to_who_reads_english(sign_in: SignIn, world: World, database: Database) -> None:
    await make(database, world, world.rep)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        [record] = (await list_records(db, world.rep, view, ListQuery())).records
        await reveal(db, world.rep, view, record.id, "mobile")
        await db.execute(update(Person).where(Person.id == world.auditor.id).values(locale="en"))
        await db.commit()
    client = await sign_in(world.company, world.auditor)
    for address in ("/log", "/log/verify"):  # What needs the settings or the database besides, too.
        assert "Operation log" in (await client.get(address)).text
    assert sentences(await client.get("/log"))[1:4] == [
        "revealed the Mobile number",
        "viewed the Customer list (1)",
        "created a Customer record",
    ]

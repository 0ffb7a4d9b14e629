"""The steps of an import, as a person without JavaScript takes them."""

import io
import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from saas.records.query import ListQuery, list_records
from saas.records.view import view_form
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World
from tests.saas.imports.bringing import HEAD, workbook
from tests.web.conftest import SignIn
from tests.web.imports.conftest import Work, import_id, upload
from tests.web.records.test_pages import made

FIRST = ["苏州恒泽精密五金有限公司", "王芳", "138 1234 5678", "VIP", "12万", "2024年1月31日", "老板姓王"]
SECOND = ["杭州云栖软件", "李娜", "13912345678", "钻石", "5000元", "上周三", "=1+1"]
THIRD = ["", "赵磊", "13712345678", "", "", "", ""]


def chosen(page: str) -> dict[str, str]:
    """Read the form of the second step as it stands."""
    sent: dict[str, str] = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        picked = re.search(r'value="([^"]*)"\s+selected', body)
        sent[name] = picked[1] if picked else ""
    for name in re.findall(r'name="(included\.\d+)" value="1" checked', page):
        sent[name] = "1"
    return sent | {"duplicates": "skip", "unreadable": "leave_out"}


async def checked(client: httpx.AsyncClient, work: Work, *paths: Path) -> UUID:
    """Upload, take the suggestion, have it checked."""
    id = import_id(await upload(client, *paths))
    page = (await client.get(f"/imports/{id}")).text
    answer = await client.post(f"/imports/{id}/columns", data=chosen(page) | {"do": "check"})
    assert answer.status_code == 303, answer.text
    await work(id)
    return id


async def test_the_columns_are_suggested_with_examples(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST, SECOND])))
    page = (await owner.get(f"/imports/{id}")).text
    assert chosen(page) == {
        "header.0": "1",
        "included.0": "1",
        "owner.0": "",
        "duplicates": "skip",
        "unreadable": "leave_out",
        **{
            f"c.0.{at}": name
            for at, name in enumerate(["name", "contact_name", "mobile", "level", "amount", "first_contact", "note"])
        },
    }
    assert "138 1234 5678" in page  # The person's own file, in their own browser.


async def test_what_is_shown_of_an_upload_is_sealed_in_the_database(
    owner: httpx.AsyncClient, database: Database, world: World, tmp_path: Path
) -> None:
    await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST]))
    async with database.tenant(world.company) as db:
        rows = (await db.execute(text("SELECT * FROM import_files"))).all()
    kept = b"".join(value if isinstance(value, bytes) else repr(value).encode() for row in rows for value in row)
    assert b"contact_name" in kept
    assert b"1234 5678" not in kept
    assert "王芳".encode() not in kept


async def test_all_steps_lead_to_records(
    owner: httpx.AsyncClient, work: Work, database: Database, world: World, tmp_path: Path
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST, SECOND, THIRD, FIRST]))
    preview = (await owner.get(f"/imports/{id}")).text
    assert "138****5678" in preview
    assert "138 1234 5678" not in preview
    assert "钻石" in preview
    assert (await owner.post(f"/imports/{id}/start")).status_code == 303
    assert (
        "正在导入" in (await owner.get(f"/imports/{id}")).text or "排队中" in (await owner.get(f"/imports/{id}")).text
    )
    await work(id)
    result = (await owner.get(f"/imports/{id}")).text
    assert "新建 2 条" in result
    shown = re.search(r'href="(/f/customer\?filter=[^"]+)"', result)
    assert shown
    listed = (await owner.get(shown[1].replace("&amp;", "&"))).text
    assert "苏州恒泽精密五金有限公司" in listed
    assert "杭州云栖软件" in listed


async def test_words_can_become_options(
    owner: httpx.AsyncClient, work: Work, database: Database, world: World, tmp_path: Path
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [SECOND]))
    await owner.post(f"/imports/{id}/start", data={"option": "level:钻石"})
    await work(id)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        (record,) = (await list_records(db, world.owner, view, ListQuery())).records
    assert record.values["level"] == "钻石"


async def test_a_rep_cannot_add_options(
    sign_in: SignIn, work: Work, world: World, tmp_path: Path, database: Database
) -> None:
    rep = await sign_in(world.company, world.rep)
    id = await checked(rep, work, workbook(tmp_path / "客户.xlsx", [SECOND]))
    assert 'name="option"' not in (await rep.get(f"/imports/{id}")).text
    assert (await rep.post(f"/imports/{id}/start", data={"option": "level:钻石"})).status_code == 403


async def test_two_columns_for_one_field_are_refused_at_the_second(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST])))
    sent = chosen((await owner.get(f"/imports/{id}")).text) | {"c.0.1": "name", "do": "check"}
    answer = await owner.post(f"/imports/{id}/columns", data=sent)
    assert answer.status_code == 422
    assert 'id="c.0.1-error"' in answer.text


async def test_without_a_column_for_the_name_nothing_goes_on(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST])))
    sent = chosen((await owner.get(f"/imports/{id}")).text) | {"c.0.0": "", "do": "check"}
    answer = await owner.post(f"/imports/{id}/columns", data=sent)
    assert answer.status_code == 422
    assert "必填的“客户名称”" in answer.text


async def test_another_row_can_be_taken_for_the_headings(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST, HEAD, SECOND])))
    sent = chosen((await owner.get(f"/imports/{id}")).text) | {"header.0": "3", "do": "header.0"}
    assert (await owner.post(f"/imports/{id}/columns", data=sent)).status_code == 303
    page = (await owner.get(f"/imports/{id}")).text
    assert "1 行</small>" in page
    assert chosen(page)["c.0.0"] == "name"


async def test_the_rows_with_remarks_come_back_as_a_workbook(
    owner: httpx.AsyncClient, work: Work, tmp_path: Path
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST, SECOND, THIRD, FIRST]))
    await owner.post(f"/imports/{id}/start")
    await work(id)
    answer = await owner.get(f"/imports/{id}/remarks.xlsx")
    assert answer.headers["content-disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["问题清单"]
    head, *rows = book.get_sheet_by_name("问题清单").to_python()
    assert head == [*HEAD, "结果", "原因", "行号", "文件"]
    said = {row[9]: row for row in rows}
    assert (said[4][1], said[4][7]) == ("赵磊", "未导入")
    assert said[3][6] == "=1+1"
    assert "客户级别" in said[3][8]
    assert (said[5][7], said[5][10]) == ("重复", "客户.xlsx")
    assert not any("。；" in row[8] for row in rows)


async def test_all_that_needs_a_look_is_in_one_list_before_the_import(
    owner: httpx.AsyncClient, work: Work, database: Database, world: World, tmp_path: Path
) -> None:
    there = await made(database, world, name="无锡科丰塑胶", mobile="13712349999")
    twin = ["无锡科丰塑胶", "罗勇", "13512345678", "", "", "", ""]
    files = [workbook(tmp_path / "甲.xlsx", [FIRST, SECOND, THIRD]), workbook(tmp_path / "乙.xlsx", [twin, FIRST])]
    id = await checked(owner, work, *files)
    preview = (await owner.get(f"/imports/{id}")).text
    assert f'href="/imports/{id}/rows"' in preview
    page = (await owner.get(f"/imports/{id}/rows")).text
    assert "没有导入" not in page
    for words in ("杭州云栖软件", "甲.xlsx 第 4 行", "上周三", "不导入", "将新建", "重复，将跳过"):
        assert words in page, words
    duplicates = (await owner.get(f"/imports/{id}/rows?what=duplicate")).text
    assert f'href="/f/customer/{there}"' in duplicates
    assert "与 甲.xlsx 第 2 行相同。" in duplicates
    assert "杭州云栖软件" not in duplicates
    only = (await owner.get(f"/imports/{id}/rows?file=1")).text
    assert "无锡科丰塑胶" in only
    assert "杭州云栖软件" not in only
    about = (await owner.get(f"/imports/{id}/rows?about=option")).text
    assert "钻石" in about
    assert "无锡科丰塑胶" not in about
    answer = await owner.get(f"/imports/{id}/remarks.xlsx")
    assert "%E7%94%B2" in answer.headers["content-disposition"]
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert {row[head.index("文件")] for row in rows} == {"甲.xlsx", "乙.xlsx"}
    await owner.post(f"/imports/{id}/start")
    await work(id)
    after = (await owner.get(f"/imports/{id}/rows")).text
    assert "将新建" not in after
    assert "无锡科丰塑胶" in after


async def test_the_list_of_problems_tells_nothing_of_records_out_of_sight(
    database: Database, world: World, sign_in: SignIn, work: Work, tmp_path: Path
) -> None:
    hidden = await made(database, world, name="苏州恒泽精密五金有限公司")
    rep = await sign_in(world.company, world.rep)
    id = await checked(rep, work, workbook(tmp_path / "客户.xlsx", [["苏州恒泽精密五金", *FIRST[1:]]]))
    page = (await rep.get(f"/imports/{id}/rows")).text
    assert "重复，将跳过" in page
    assert str(hidden) not in page
    assert "有限公司" not in page.split("<main")[1].split("</main>")[0]
    other = await sign_in(world.company, world.owner)
    assert (await other.get(f"/imports/{id}/rows")).status_code == 404


@pytest.mark.parametrize(
    "asked", ["what=x", "about=<b>", "file=99999999999", "file=-1", "page=0", "page=9999999999999", "page=x"]
)
async def test_odd_questions_to_the_list_are_calmly_answered(
    owner: httpx.AsyncClient, work: Work, tmp_path: Path, asked: str
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST, SECOND]))
    assert (await owner.get(f"/imports/{id}/rows?{asked}")).status_code == 200


async def test_numbers_are_masked_in_the_list(owner: httpx.AsyncClient, work: Work, tmp_path: Path) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [[*FIRST[:2], "1381234", *FIRST[3:]]]))
    page = (await owner.get(f"/imports/{id}/rows")).text
    assert "手机" in page
    assert "1381234" not in page


async def test_an_import_can_be_taken_back(owner: httpx.AsyncClient, work: Work, tmp_path: Path) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST]))
    await owner.post(f"/imports/{id}/start")
    await work(id)
    assert (await owner.post(f"/imports/{id}/undoing")).status_code == 303
    await work(id)
    assert "导入已撤销" in (await owner.get(f"/imports/{id}")).text
    assert "苏州恒泽" not in (await owner.get("/f/customer")).text


async def test_an_import_that_was_taken_back_is_done_again_with_the_same_files(
    owner: httpx.AsyncClient, work: Work, database: Database, world: World, tmp_path: Path
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST, SECOND]))
    for _ in range(2):
        await owner.post(f"/imports/{id}/start")
        await work(id)
        assert (await owner.post(f"/imports/{id}/repetition")).status_code == 409
        await owner.post(f"/imports/{id}/undoing")
        await work(id)
        page = (await owner.get(f"/imports/{id}")).text
        assert "用这些文件再导入一次" in page
        assert "2 条记录已移到回收站" in page or "2 条" in page
        assert (await owner.post(f"/imports/{id}/repetition")).status_code == 303
        sent = chosen((await owner.get(f"/imports/{id}")).text)
        assert sent["c.0.0"] == "name"
        await owner.post(f"/imports/{id}/columns", data=sent | {"do": "check"})
        await work(id)
    await owner.post(f"/imports/{id}/start")
    await work(id)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        found = (await list_records(db, world.owner, view, ListQuery())).records
    assert len(found) == 2


async def test_nobody_else_sees_the_import(
    owner: httpx.AsyncClient, sign_in: SignIn, world: World, other: World, tmp_path: Path
) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST])))
    for company, viewer in ((world.company, world.rep), (other.company, other.owner)):
        client = await sign_in(company, viewer)
        for path in (f"/imports/{id}", f"/imports/{id}/events", f"/imports/{id}/remarks.xlsx"):
            assert (await client.get(path)).status_code == 404
        for path in ("start", "columns", "cancellation", "undoing", "removal", "draft"):
            assert (await client.post(f"/imports/{id}/{path}")).status_code == 404
        assert "客户.xlsx" not in (await client.get("/imports")).text


async def test_who_may_not_import_is_told_so(sign_in: SignIn, world: World) -> None:
    auditor = await sign_in(world.company, world.auditor)
    assert (await auditor.get("/f/customer/import")).status_code == 403
    assert (await auditor.post("/f/customer/import")).status_code == 403


async def test_progress_comes_as_events_and_ends_when_nothing_more_is_to_come(
    owner: httpx.AsyncClient, work: Work, tmp_path: Path
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST]))
    answer = await owner.get(f"/imports/{id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.text.splitlines()
    assert all(line.startswith(("data: ", "event: ")) or not line for line in lines)
    assert lines[-3:] == ["event: done", "data: ", ""]
    assert "将新建" in answer.text
    assert "<html" not in answer.text


async def test_without_scripts_the_page_refreshes_itself(owner: httpx.AsyncClient, work: Work, tmp_path: Path) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST]))
    assert 'http-equiv="refresh"' not in (await owner.get(f"/imports/{id}")).text
    await owner.post(f"/imports/{id}/start")
    assert '<noscript><meta http-equiv="refresh"' in (await owner.get(f"/imports/{id}")).text


async def test_hostile_names_stay_text(owner: httpx.AsyncClient, work: Work, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    path = workbook(tmp_path / "a.xlsx", [[evil, "", "", evil, "", evil, ""]], sheet="<b>x")
    files = [("file", (f'{evil}".xlsx', path.read_bytes(), "text/html"))]
    id = import_id(await owner.post("/f/customer/import", files=files))
    pages = [(await owner.get(f"/imports/{id}")).text]
    await owner.post(f"/imports/{id}/columns", data=chosen(pages[0]) | {"do": "check"})
    await work(id)
    pages.append((await owner.get(f"/imports/{id}")).text)
    await owner.post(f"/imports/{id}/start")
    await work(id)
    pages += [(await owner.get(path)).text for path in (f"/imports/{id}", "/imports", "/f/customer/import")]
    assert not any("<img" in page or "<b>x" in page for page in pages)
    assert all("onerror" in page for page in pages[:3])


async def test_a_file_named_after_a_colleague_brings_their_customers(
    owner: httpx.AsyncClient, work: Work, world: World, database: Database, tmp_path: Path
) -> None:
    files = [workbook(tmp_path / f"客户资料-{name}.xlsx", [row]) for name, row in (("本杰", FIRST), ("赵磊", SECOND))]
    id = import_id(await upload(owner, *files))
    page = (await owner.get(f"/imports/{id}")).text
    assert chosen(page)["owner.0"] == str(world.rep.id)
    assert "按文件名识别" in page
    invited = await owner.post(f"/imports/{id}/columns", data=chosen(page) | {"do": "invite.1"})
    assert "邀请 赵磊" in page
    form = (await owner.get(invited.headers["location"])).text
    assert 'value="赵磊"' in form
    assert f'name="back" value="/imports/{id}"' in form
    sent = {"email": "zhaolei@hengze.cn", "name": "赵磊", "roles": "rep", "department": "1", "back": f"/imports/{id}"}
    done = await owner.post("/people", data=sent)
    assert f'href="/imports/{id}"' in done.text
    page = (await owner.get(f"/imports/{id}")).text
    assert chosen(page)["owner.1"] not in ("", str(world.rep.id))
    await owner.post(f"/imports/{id}/columns", data=chosen(page) | {"do": "check"})
    await work(id)
    await owner.post(f"/imports/{id}/start")
    await work(id)
    async with database.tenant(world.company) as db:
        found = (await list_records(db, world.rep, await view_form(db, world.rep, "customer"), ListQuery())).records
    assert [record.title for record in found] == ["苏州恒泽精密五金有限公司"]


async def test_the_colleague_chosen_for_a_file_stays_chosen_when_it_is_checked(
    owner: httpx.AsyncClient, work: Work, world: World, database: Database, tmp_path: Path
) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST])))
    sent = chosen((await owner.get(f"/imports/{id}")).text) | {"owner.0": str(world.rep.id), "do": "check"}
    assert (await owner.post(f"/imports/{id}/columns", data=sent)).status_code == 303
    await work(id)
    await owner.post(f"/imports/{id}/start")
    await work(id)
    async with database.tenant(world.company) as db:
        found = (await list_records(db, world.rep, await view_form(db, world.rep, "customer"), ListQuery())).records
    assert [record.title for record in found] == ["苏州恒泽精密五金有限公司"]


async def test_a_founder_who_is_alone_can_invite_whom_a_file_names(
    owner: httpx.AsyncClient, world: World, database: Database, tmp_path: Path
) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(text("UPDATE people SET status = 'disabled' WHERE id <> :id"), {"id": world.owner.id})
        await bump_revision(db)
        await db.commit()
    id = import_id(await upload(owner, workbook(tmp_path / "客户资料-赵磊.xlsx", [FIRST])))
    assert "邀请 赵磊" in (await owner.get(f"/imports/{id}")).text


async def test_a_rep_imports_for_nobody_else(sign_in: SignIn, world: World, tmp_path: Path) -> None:
    rep = await sign_in(world.company, world.rep)
    id = import_id(await upload(rep, workbook(tmp_path / "客户资料-安然.xlsx", [FIRST])))
    page = (await rep.get(f"/imports/{id}")).text
    assert "owner.0" not in chosen(page)
    answer = await rep.post(
        f"/imports/{id}/columns", data=chosen(page) | {"do": "check", "owner.0": str(world.owner.id)}
    )
    assert answer.status_code == 422
    assert 'href="#owner.0"' in answer.text


async def test_two_columns_for_one_field_keep_what_was_chosen(owner: httpx.AsyncClient, tmp_path: Path) -> None:
    id = import_id(await upload(owner, workbook(tmp_path / "客户.xlsx", [FIRST])))
    picked = chosen((await owner.get(f"/imports/{id}")).text) | {"c.0.5": "address", "c.0.6": "address"}
    answer = await owner.post(f"/imports/{id}/columns", data=picked | {"do": "check"})
    assert answer.status_code == 422
    again = chosen(answer.text)
    assert (again["c.0.5"], again["c.0.6"]) == ("address", "address")
    assert 'href="#c.0.6"' in answer.text
    assert "1 列需要确认" in answer.text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/imports/x", "javascript:alert(1)"])
async def test_an_invitation_leads_back_to_imports_only(owner: httpx.AsyncClient, back: str) -> None:
    assert back not in (await owner.get("/people/new", params={"back": back})).text


async def test_a_row_twice_in_a_file_leads_to_no_record_before_there_is_one(
    owner: httpx.AsyncClient, work: Work, tmp_path: Path
) -> None:
    id = await checked(owner, work, workbook(tmp_path / "客户.xlsx", [FIRST, FIRST]))
    page = (await owner.get(f"/imports/{id}/rows")).text
    assert "与 客户.xlsx 第 2 行相同。" in page
    assert "/f/customer/0" not in page

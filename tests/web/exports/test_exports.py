"""Lists as files: what is in them, who may take them, and that nothing in them runs."""

import csv
import io
import zipfile
from uuid import uuid4

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from saas.audit.log import Operation
from saas.exports.actions import EXPORT
from saas.exports.jobs import make_export
from saas.jobs.guard import guarded
from saas.jobs.queries import jobs_of
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from web.pages.exports import handlers

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture
async def owner(sign_in: SignIn, world: World, database: Database) -> httpx.AsyncClient:
    """安然's browser, in a company with three customers, one of them 本杰's."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        for values in (
            {"name": "苏州恒泽精密五金有限公司", "mobile": "13812345678", "level": "A", "amount": "12万"},
            {"name": HOSTILE, "note": "+1\n-2", "city": "@SUM(A1)", "amount": -5},
            {"name": "杭州云栖软件", "owner": world.rep.id, "first_contact": "2024-01-31"},
        ):
            await create_record(db, world.owner, view, values)
        await db.commit()
    return await sign_in(world.company, world.owner)


def rows_of(answer: httpx.Response) -> list[list[str]]:
    """Read a CSV answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def sheet_of(answer: httpx.Response) -> list[list[object]]:
    """Read an xlsx answer."""
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


async def test_a_list_comes_out_with_its_columns_filter_and_order(owner: httpx.AsyncClient) -> None:
    params = {"format": "csv", "columns": "name,amount,mobile", "sort": "-amount"}
    rows = rows_of(await owner.post("/f/customer/export", params=params))
    assert rows[0] == ["客户名称", "预计金额", "手机"]
    assert rows[1] == ["苏州恒泽精密五金有限公司", "120000", "138****5678"]
    filtered = params | {"filter": '{"and":[{"field":"amount","op":"above","value":0}]}'}
    assert len(rows_of(await owner.post("/f/customer/export", params=filtered))) == 2
    assert len(rows_of(await owner.post("/f/customer/export", params=params | {"q": "云栖"}))) == 2


async def test_a_workbook_holds_numbers_and_dates_as_such(owner: httpx.AsyncClient) -> None:
    params = {"format": "xlsx", "columns": "name,amount,first_contact,owner", "sort": "-amount"}
    rows = sheet_of(await owner.post("/f/customer/export", params=params))
    assert rows[1][:2] == ["苏州恒泽精密五金有限公司", 120000.0]
    assert [str(row[2]) for row in rows if "云栖" in str(row[0])] == ["2024-01-31"]
    assert {row[3] for row in rows[1:]} == {"安然", "本杰"}


async def test_a_workbook_loses_no_digit(owner: httpx.AsyncClient, world: World, database: Database) -> None:
    amounts = ["1234567890123.45", "12345678901234.56", "-999999999999999.99", "0.1"]
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "product")
        for amount in amounts:
            await create_record(db, world.owner, view, {"name": amount, "price": amount})
        await db.commit()
    rows = sheet_of(await owner.post("/f/product/export", params={"format": "xlsx", "columns": "name,price"}))
    assert {row[0]: str(row[1]) for row in rows[1:]} == {amount: amount for amount in amounts}
    assert [type(row[1]) for row in rows[1:] if row[0] == amounts[0]] == [float]


async def test_nothing_in_a_file_is_a_formula(owner: httpx.AsyncClient) -> None:
    params = {"columns": "name,note,city,amount", "sort": "amount"}
    hostile = rows_of(await owner.post("/f/customer/export", params=params | {"format": "csv"}))[1]
    assert hostile == [f"'{HOSTILE}", "'+1\n-2", "'@SUM(A1)", "-5"]
    answer = await owner.post("/f/customer/export", params=params | {"format": "xlsx"})
    assert sheet_of(answer)[1] == [HOSTILE, "+1\n-2", "@SUM(A1)", -5.0]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


async def test_a_rep_takes_out_only_own_records(owner: httpx.AsyncClient, sign_in: SignIn, world: World) -> None:
    rep = await sign_in(world.company, world.rep)
    rows = rows_of(await rep.post("/f/customer/export", params={"format": "csv", "columns": "name"}))
    assert rows[1:] == [["杭州云栖软件"]]


async def test_a_hidden_field_is_as_one_that_never_was(owner: httpx.AsyncClient, sign_in: SignIn, world: World) -> None:
    rep = await sign_in(world.company, world.rep)
    said = []
    for name in ("cost", "never_was"):
        rows = rows_of(await rep.post("/f/product/export", params={"format": "csv", "columns": f"name,{name}"}))
        said.append(rows)
        answer = await rep.post("/f/product/export", params={"format": "csv", "sort": name})
        said.append([[str(answer.status_code), answer.text.replace(name, "…")]])
    assert said[0] == said[2]
    assert said[0][0] == ["产品名称"]
    assert said[1] == said[3]


async def test_who_may_not_export_cannot(owner: httpx.AsyncClient, sign_in: SignIn, world: World) -> None:
    auditor = await sign_in(world.company, world.auditor)
    assert (await auditor.get("/f/customer/export")).status_code == 403
    assert (await auditor.post("/f/customer/export", data={"format": "csv"})).status_code == 403


async def test_protected_values_come_in_the_clear_only_when_asked_and_each_is_logged(
    owner: httpx.AsyncClient, database: Database, world: World
) -> None:
    params = {"format": "csv", "columns": "name,mobile", "sort": "-amount"}
    assert rows_of(await owner.post("/f/customer/export", params=params))[1][1] == "138****5678"
    assert rows_of(await owner.post("/f/customer/export", params=params | {"reveal": "1"}))[1][1] == "13812345678"
    async with database.tenant(world.company) as db:
        query = "SELECT count(*) FROM operation_log WHERE action = 'reveal' AND fields = '{mobile}'"
        assert (await db.execute(text(query))).scalar_one() == 3


async def test_the_log_says_which_records_left_before_they_did(
    owner: httpx.AsyncClient, database: Database, world: World
) -> None:
    params = {
        "format": "csv",
        "columns": "name,level",
        "filter": '{"field":"mobile","op":"equals","value":"13812345678"}',
    }
    await owner.post("/f/customer/export", params=params)
    async with database.tenant(world.company) as db:
        query = "SELECT cardinality(record_ids), fields, detail::text FROM operation_log WHERE action = 'export'"
        count, fields, detail = (await db.execute(text(query))).one()
    assert (count, fields) == (1, ["level", "name"])
    assert "138" not in detail


async def test_a_long_list_is_made_by_a_job(
    owner: httpx.AsyncClient, database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "AT_ONCE", 2)
    assert "后台准备" in (await owner.get("/f/customer/export")).text
    answer = await owner.post("/f/customer/export?sort=-amount&columns=name,mobile", data={"format": "csv"})
    assert answer.headers["location"] == "/exports"
    async with database.tenant(world.company) as db:
        (job,) = await jobs_of(db, world.owner, EXPORT)
        assert (await owner.get(f"/exports/{job.id}/file")).status_code == 409
        await guarded(db, job.id, make_export)
        await db.commit()
    assert f"/exports/{job.id}/file" in (await owner.get("/exports")).text
    rows = rows_of(await owner.get(f"/exports/{job.id}/file"))
    assert rows[1] == ["苏州恒泽精密五金有限公司", "138****5678"]
    assert len(rows) == 4
    assert (await owner.post(f"/exports/{job.id}/removal")).status_code == 303
    assert (await owner.get(f"/exports/{job.id}/file")).status_code == 404
    async with database.tenant(world.company) as db:
        query = select(Operation.action, Operation.detail).where(Operation.action.contains("export"))
        lines = [(action, detail["job"]) for action, detail in await db.execute(query.order_by(Operation.id))]
    acts = ("request_export", "export", "download_export", "remove_export")
    assert lines == [(act, str(job.id)) for act in acts]


async def test_what_a_job_was_asked_for_is_sealed(
    owner: httpx.AsyncClient, database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "AT_ONCE", 0)
    filter = '{"field":"mobile","op":"equals","value":"13812345678"}'
    await owner.post("/f/customer/export", params={"filter": filter}, data={"format": "xlsx"})
    async with database.tenant(world.company) as db:
        assert "13812345678" not in (await db.execute(text("SELECT t::text FROM jobs t"))).scalar_one()


async def test_nobody_else_fetches_the_file(
    owner: httpx.AsyncClient,
    sign_in: SignIn,
    world: World,
    other: World,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handlers, "AT_ONCE", 2)
    await owner.post("/f/customer/export", data={"format": "csv"})
    async with database.tenant(world.company) as db:
        (job,) = await jobs_of(db, world.owner, EXPORT)
        await guarded(db, job.id, make_export)
        await db.commit()
    for company, viewer in ((world.company, world.rep), (other.company, other.owner)):
        client = await sign_in(company, viewer)
        assert (await client.get(f"/exports/{job.id}/file")).status_code == 404
        assert (await client.post(f"/exports/{job.id}/removal")).status_code == 404


@pytest.mark.parametrize("path", ["?format=pdf", "?format=csv&filter=nonsense", "?format=csv&sort=nothing"])
async def test_nonsense_is_refused(owner: httpx.AsyncClient, path: str) -> None:
    assert (await owner.post(f"/f/customer/export{path}")).status_code == 422


async def test_a_link_takes_nothing_out_and_reveals_nothing(
    owner: httpx.AsyncClient, database: Database, world: World
) -> None:
    answer = await owner.get("/f/customer/export?format=csv&reveal=1", headers={"sec-fetch-site": "cross-site"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "13812345678" not in answer.text
    async with database.tenant(world.company) as db:
        query = "SELECT count(*) FROM operation_log WHERE action IN ('reveal', 'export')"
        assert (await db.execute(text(query))).scalar_one() == 0


async def test_a_link_on_another_site_fetches_no_prepared_file_and_prints_nothing(
    owner: httpx.AsyncClient, database: Database, world: World
) -> None:
    for path in (f"/exports/{uuid4()}/file", f"/f/quote/{uuid4()}/print/quote", f"/imports/{uuid4()}/remarks.xlsx"):
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 404), ("none", 404)):
            assert (await owner.get(path, headers={"sec-fetch-site": site})).status_code == status

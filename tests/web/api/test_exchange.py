"""Programs bring files in and take lists out."""

import asyncio
import csv
import io
import json
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from saas.imports.check import check_import
from saas.imports.run import run_import
from saas.jobs.guard import guarded
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World
from tests.saas.imports.bringing import workbook
from tests.web.api.conftest import Program

IMPORTS = "/api/v1/forms/customer/imports"
FIRST = ["苏州恒泽精密五金有限公司", "王芳", "138 1234 5678", "VIP", "12万", "2024年1月31日", "老板姓王"]
SECOND = ["杭州云栖软件", "李娜", "13912345678", "C类", "5000元", "上周三", "=1+1"]


@pytest.fixture
def file(tmp_path: Path) -> tuple[str, bytes]:
    """A workbook with two customers, one of them twice."""
    return "客户.xlsx", workbook(tmp_path / "a.xlsx", [FIRST, SECOND, FIRST]).read_bytes()


async def finished(
    database: Database, world: World, api: httpx.AsyncClient, answer: httpx.Response
) -> dict[str, object]:
    """Do what a worker does, then ask for the job."""
    assert answer.status_code == 202, answer.text
    job = answer.json()
    assert answer.headers["location"] == f"/api/v1/jobs/{job['id']}"
    async with database.tenant(world.company) as db:
        for work in (check_import, run_import):
            await guarded(db, job["id"], work)
            await db.commit()
            await db.begin_again()
    found: dict[str, object] = (await api.get(answer.headers["location"])).json()
    return found


async def test_a_file_becomes_records_and_the_counts_add_up(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    answer = await api.post(IMPORTS, files={"file": file})
    assert answer.json()["status"] == "queued"
    job = await finished(database, world, api, answer)
    assert (job["status"], job["progress"]) == ("done", 1)
    assert job["counts"] == {"created": 2, "updated": 0, "duplicate": 1, "rejected": 0, "skipped": 0}


async def test_several_files_come_in_one_request(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    job = await finished(database, world, api, await api.post(IMPORTS, files=[("file", file), ("file", file)]))
    assert job["counts"] == {"created": 2, "updated": 0, "duplicate": 4, "rejected": 0, "skipped": 0}


async def test_a_mapping_says_which_columns(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    data = {"mapping": json.dumps({"客户名称": "name", "备注": "city"}), "duplicates": "create"}
    job = await finished(database, world, api, await api.post(IMPORTS, files={"file": file}, data=data))
    assert job["counts"] == {"created": 3, "updated": 0, "duplicate": 0, "rejected": 0, "skipped": 0}
    records = (await api.get("/api/v1/forms/customer/records")).json()["items"]
    assert {record["values"]["city"] for record in records} == {"老板姓王", "=1+1"}
    assert all(record["values"]["mobile"] is None for record in records)


async def test_a_check_changes_nothing(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    answer = await api.post(IMPORTS, files={"file": file}, data={"mode": "check"})
    job = await finished(database, world, api, answer)
    assert (job["status"], job["counts"]["created"]) == ("done", 2)  # type: ignore[index]
    assert (await api.get("/api/v1/forms/customer/records")).json()["items"] == []


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"mapping": "{"}, "bad_json"),
        ({"mapping": "[]"}, "bad_json"),
        ({"mapping": '{"客户名称": "never_was"}'}, "unknown_field"),
        ({"mapping": '{"没有的列": "name"}'}, "invalid"),
        ({"mapping": '{"客户名称": 5}'}, "invalid"),
        ({"mapping": '{"手机": "mobile"}'}, "required_unmapped"),
        ({"duplicates": "merge"}, "bad_choice"),
        ({"mode": "dance"}, "bad_choice"),
        ({"unreadable": "guess"}, "bad_choice"),
    ],
)
async def test_nonsense_is_refused(
    api: httpx.AsyncClient, file: tuple[str, bytes], sent: dict[str, str], code: str
) -> None:
    answer = await api.post(IMPORTS, files={"file": file}, data=sent)
    assert answer.json()["code"] == code
    assert 400 <= answer.status_code < 500


async def test_a_bad_file_is_refused_at_once(api: httpx.AsyncClient) -> None:
    answer = await api.post(IMPORTS, files={"file": ("坏.xlsx", b"\x89PNG\r\n\x1a\n" * 50)})
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_file")
    assert answer.json()["title"].startswith("坏.xlsx：")
    assert (await api.post(IMPORTS, data={"mode": "run"}, files={"x": (None, b"")})).status_code == 422


async def test_a_key_lets_a_file_in_once(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    headers = {"idempotency-key": "first"}
    one, two = [await api.post(IMPORTS, files={"file": file}, headers=headers) for _ in range(2)]
    assert one.json() == two.json()
    changed = await api.post(IMPORTS, files={"file": file}, headers=headers, data={"duplicates": "create"})
    assert changed.json()["code"] == "idempotency_mismatch"


async def test_a_hidden_field_cannot_be_mapped(program: Program, world: World, tmp_path: Path) -> None:
    rep = await program(world.company, world.rep)
    said = []
    for name in ("cost", "never_was"):
        path = workbook(tmp_path / "q.xlsx", [["x", 5]], ["客户名称", "成本"])
        data = {"mapping": json.dumps({"客户名称": "name", "成本": name})}
        answer = await rep.post(IMPORTS, files={"file": ("q.xlsx", path.read_bytes())}, data=data)
        said.append((answer.status_code, answer.text.replace(name, "…")))
    assert said[0] == said[1]


async def test_a_job_is_its_own_persons(
    api: httpx.AsyncClient, rep: httpx.AsyncClient, program: Program, other: World, file: tuple[str, bytes]
) -> None:
    id = (await api.post(IMPORTS, files={"file": file})).json()["id"]
    stranger = await program(other.company, other.owner)
    for client in (rep, stranger):
        for answer in (await client.get(f"/api/v1/jobs/{id}"), await client.post(f"/api/v1/jobs/{id}/cancellation")):
            assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")
    assert (await api.get("/api/v1/jobs/nonsense")).status_code == 404


async def test_a_queued_import_can_be_cancelled(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    answer = await api.post(IMPORTS, files={"file": file})
    cancelled = (await api.post(f"{answer.headers['location']}/cancellation")).json()
    assert (cancelled["status"], cancelled["counts"]["skipped"]) == ("cancelled", 3)
    assert (await finished(database, world, api, answer))["status"] == "cancelled"


async def test_a_list_is_exported_with_the_lists_own_parameters(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    await finished(database, world, api, await api.post(IMPORTS, files={"file": file}))
    params = {"format": "csv", "fields": "name,mobile,note", "sort": "name"}
    answer = await api.get("/api/v1/forms/customer/export", params=params)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["客户名称", "手机", "备注"]
    assert ["杭州云栖软件", "139****5678", "'=1+1"] in rows
    assert len(rows) == 3
    assert (await api.get("/api/v1/forms/customer/export", params={"format": "pdf"})).status_code == 422
    assert (await api.get("/api/v1/forms/nothing/export")).status_code == 404


async def test_two_uploads_at_once_do_not_disturb_each_other(api: httpx.AsyncClient, file: tuple[str, bytes]) -> None:
    answers = await asyncio.gather(*(api.post(IMPORTS, files={"file": file}) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [202] * 3


@pytest.mark.parametrize("said", ["other", "disabled", "2147483648", "9" * 400, "nobody@hengze.cn", "1.5", "[1]", ""])
async def test_files_go_to_nobody_who_is_not_a_colleague(
    api: httpx.AsyncClient, database: Database, world: World, other: World, file: tuple[str, bytes], said: str
) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(text("UPDATE people SET status = 'disabled' WHERE id = :id"), {"id": world.auditor.id})
        await bump_revision(db)
        await db.commit()
    person = {"other": "owner@" + other.company.label + ".cn", "disabled": str(world.auditor.id)}.get(said, said)
    owners = json.dumps({file[0]: person})
    answer = await api.post(IMPORTS, files={"file": file}, data={"owners": owners})
    if said:
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["owners"])
    else:
        assert answer.status_code == 202


@pytest.mark.parametrize(
    "owners", ["x", "[]", "1", "null", '"by_file_name"', "{", '{"a":', '{"其他.xlsx": 1}', "\ud800"]
)
async def test_owners_that_make_no_sense_are_refused(
    api: httpx.AsyncClient, file: tuple[str, bytes], owners: str
) -> None:
    answer = await api.post(
        IMPORTS, files={"file": file}, data={"owners": owners.encode("utf-8", "surrogatepass").decode("latin-1")}
    )
    assert answer.status_code == 422, answer.text
    assert list(answer.json()["errors"]) == ["owners"]


async def test_a_rep_cannot_give_files_to_others_by_program(
    program: Program, world: World, file: tuple[str, bytes]
) -> None:
    rep = await program(world.company, world.rep)
    owners = json.dumps({file[0]: world.owner.id})
    answer = await rep.post(IMPORTS, files={"file": file}, data={"owners": owners})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["owners"])


async def test_a_program_gives_every_row_a_value(
    api: httpx.AsyncClient, database: Database, world: World, file: tuple[str, bytes]
) -> None:
    fixed = json.dumps({"source": "展会"})
    await finished(database, world, api, await api.post(IMPORTS, files={"file": file}, data={"fixed": fixed}))
    items = (await api.get("/api/v1/forms/customer/records")).json()["items"]
    assert {item["values"]["source"] for item in items} == {"exhibition"}


@pytest.mark.parametrize(
    "fixed",
    ["x", "[]", '{"source": 1}', '{"source": "没有"}', '{"owner": "1"}', '{"name": "x"}', '{"cost": "1"}', "{" * 99],
)
async def test_fixed_values_that_make_no_sense_are_refused(
    api: httpx.AsyncClient, file: tuple[str, bytes], fixed: str
) -> None:
    answer = await api.post(IMPORTS, files={"file": file}, data={"fixed": fixed})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["fixed"])

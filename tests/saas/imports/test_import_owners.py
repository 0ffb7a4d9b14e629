"""Each file's records go to the colleague that it is named after, or whoever is chosen."""

from pathlib import Path

import pytest
from sqlalchemy import text

from saas.imports.owners import named_by, person_in
from saas.jobs.model import Job
from saas.people.directory import Member, directory_of
from saas.records.query import ListQuery, list_records
from saas.records.view import view_form
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World
from tests.saas.imports.bringing import draft, start, work, workbook

pytestmark = pytest.mark.usefixtures("files")
ROWS = [["苏州恒泽", "安然"], ["杭州云栖", ""], ["无锡科丰", "王二麻"]]


def members(*names: str) -> list[Member]:
    return [Member(n, name, f"m{n}@x.cn", 1, "active", frozenset()) for n, name in enumerate(names, 1)]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("客户资料-张伟.xlsx", "张伟"),
        ("客户资料-黃志強.xlsx", "黃志強"),
        ("张伟明的客户 (1).xlsx", "张伟明"),
        ("customers_zhangwei_2026.csv", "张伟"),
        ("Mary Li - 客户.xlsx", "Mary Li"),
        ("张伟和李娜的客户.xlsx", ""),
        ("客户资料.xlsx", ""),
        ("summary.xlsx", ""),
        ("赵六.xlsx", ""),
    ],
)
def test_a_file_is_the_colleagues_whom_its_name_names(file: str, name: str) -> None:
    found = named_by(file, members("张伟", "张伟明", "李娜", "黃志強", "Mary Li", "Ma"))
    assert (found.name if found else "") == name


def test_two_colleagues_of_one_name_are_not_guessed() -> None:
    assert named_by("客户资料-张伟.xlsx", members("张伟", "张伟")) is None


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("客户资料-赵磊.xlsx", "赵磊"),
        ("客户资料-黃志強.xlsx", "黃志強"),
        ("客户资料.xlsx", ""),
        ("华东 2026.xlsx", ""),
        ("客户-江苏.xlsx", ""),
    ],
)
def test_who_is_named_but_works_elsewhere_can_be_invited(file: str, name: str) -> None:
    assert person_in(file) == name


async def test_rows_go_to_whom_they_name_else_to_whom_the_file_belongs(
    database: Database, world: World, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "客户资料-本杰.xlsx", ROWS, ["客户名称", "负责人"])
    id = await draft(database, world.company, world.owner, [file])
    async with database.tenant(world.company) as db:
        job = await db.get_one(Job, id)
        job.settings = {**job.settings, "owners": {"0": world.rep.id}}
        await db.commit()
    await start(database, world.company, world.owner, id)
    job = await work(database, world.company, id)
    assert (job.status, job.counts["created"]) == ("done", 3)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        found = (await list_records(db, world.owner, view, ListQuery())).records
        owners = {record.title: (record.owner_id, record.department_id) for record in found}
        rep = (await directory_of(db)).members[world.rep.id]
        said = (await db.execute(text("SELECT reasons FROM import_remarks WHERE row_number = 4"))).scalar_one()
    mine = (rep.id, rep.department_id)
    assert (owners["杭州云栖"], owners["无锡科丰"]) == (mine, mine)
    assert owners["苏州恒泽"][0] == world.owner.id
    assert "没有找到" in str(said)


async def test_a_colleague_who_has_left_gets_nothing(database: Database, world: World, tmp_path: Path) -> None:
    file = workbook(tmp_path / "客户资料-本杰.xlsx", ROWS, ["客户名称", "备注"])
    id = await draft(database, world.company, world.owner, [file])
    async with database.tenant(world.company) as db:
        job = await db.get_one(Job, id)
        job.settings = {**job.settings, "owners": {"0": world.rep.id}}
        await db.execute(text("UPDATE people SET status = 'disabled' WHERE id = :id"), {"id": world.rep.id})
        await bump_revision(db)
        await db.commit()
    await start(database, world.company, world.owner, id)
    job = await work(database, world.company, id)
    assert job.status == "failed"
    assert "本杰" in (job.error or "")

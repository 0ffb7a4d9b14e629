"""Who asked for a job is told when it is over, and nobody else."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from saas.exports.actions import remove_export, start_export
from saas.exports.jobs import make_export
from saas.imports.actions import cancel_import, remove_import
from saas.jobs.guard import fail, guarded
from saas.jobs.model import Job
from saas.notifications.inbox import count_unread
from saas.notifications.model import Notification
from saas.people.viewer import Viewer
from saas.records.query import ListQuery
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.saas.imports.bringing import bring, draft, start, workbook

HEAD = ["客户名称", "手机"]
ROWS = [["甲公司", "13812345678"], ["甲公司", ""], ["乙公司", ""]]

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workbook with two customers, one of them twice."""
    return workbook(tmp_path / "客户.xlsx", ROWS, HEAD)


async def told(database: Database, world: World, viewer: Viewer) -> list[tuple[str, str]]:
    """List what somebody was told, and where it leads."""
    async with database.tenant(world.company) as db:
        query = select(Notification).where(Notification.person_id == viewer.id).order_by(Notification.id)
        return [(each.text, each.url) for each in (await db.execute(query)).scalars()]


async def asked(database: Database, world: World, query: ListQuery) -> UUID:
    """Have 本杰 ask for an export that no worker makes."""
    async with database.tenant(world.company) as db:
        job = await start_export(db, world.rep, await view_form(db, world.rep, "customer"), query, "csv")
        db.deferred.clear()
        await db.commit()
        return job.id


async def test_the_end_of_an_import_is_told_to_who_started_it(database: Database, world: World, file: Path) -> None:
    job = await bring(database, world.company, world.rep, [file])
    said = "客户.xlsx 已导入完成：新建 2 条，更新 0 条，1 行未导入。"
    assert await told(database, world, world.rep) == [(said, f"/imports/{job.id}")]
    assert await told(database, world, world.owner) == []


async def test_what_is_told_is_told_only_if_the_import_is_committed(
    database: Database, world: World, file: Path
) -> None:
    id = await draft(database, world.company, world.rep, [file])
    await start(database, world.company, world.rep, id)
    async with database.tenant(world.company) as db:
        await fail(db, id, "磁盘已满。")
        assert await count_unread(db, world.rep) == 1
        await db.rollback()
    assert await told(database, world, world.rep) == []


async def test_an_import_that_fails_or_is_cancelled_says_so(database: Database, world: World, file: Path) -> None:
    id = await draft(database, world.company, world.rep, [file])
    await start(database, world.company, world.rep, id)
    async with database.tenant(world.company) as db:
        await fail(db, id, "磁盘已满。")
        await fail(db, id, "又满了。")
        await db.commit()
    second = await draft(database, world.company, world.rep, [file])
    await start(database, world.company, world.rep, second)
    async with database.tenant(world.company) as db:
        await cancel_import(db, await db.get_one(Job, second))
        await db.commit()
    assert await told(database, world, world.rep) == [
        ("客户.xlsx 的导入未能完成，点击查看原因。", f"/imports/{id}"),
        ("客户.xlsx 的导入已取消，取消前已新建 0 条记录。", f"/imports/{second}"),
    ]


async def test_an_export_leads_to_its_place_in_the_list(database: Database, world: World, file: Path) -> None:
    await bring(database, world.company, world.rep, [file])
    id = await asked(database, world, ListQuery())
    async with database.tenant(world.company) as db:
        await guarded(db, id, make_export)
        await db.commit()
    assert (await told(database, world, world.rep))[1:] == [
        ("客户的导出文件已备好，共 2 行，保留一周。", f"/exports#{id}")
    ]


async def test_an_export_that_fails_says_so(database: Database, world: World) -> None:
    id = await asked(database, world, ListQuery(columns=("name",), sort=("never_was",)))
    async with database.tenant(world.company) as db:
        await guarded(db, id, make_export)
        await db.commit()
    assert await told(database, world, world.rep) == [("客户的导出未能完成，点击查看原因。", f"/exports#{id}")]


async def test_nothing_leads_to_what_was_removed(database: Database, world: World, file: Path) -> None:
    job = await bring(database, world.company, world.rep, [file])
    id = await asked(database, world, ListQuery())
    async with database.tenant(world.company) as db:
        await guarded(db, id, make_export)
        await remove_import(db, await db.get_one(Job, job.id))
        await remove_export(db, await db.get_one(Job, id))
        await db.commit()
    assert await told(database, world, world.rep) == []

"""The operation log knows an import from its files to its removal, not only the records that came of it."""

from pathlib import Path

import httpx
from sqlalchemy import select

from saas.audit.log import Operation
from tenants.engines import Database
from tests.conftest import World
from tests.saas.imports.bringing import workbook
from tests.web.imports.conftest import Work, import_id, upload
from tests.web.imports.test_wizard import FIRST, checked


async def test_drafts_checks_cancelling_and_removal_of_an_import_are_in_the_log(
    owner: httpx.AsyncClient, work: Work, world: World, database: Database, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "客户资料.xlsx", [FIRST])
    id = await checked(owner, work, path)
    assert (await owner.post(f"/imports/{id}/draft")).status_code == 303
    assert (await owner.post(f"/imports/{id}/removal")).status_code == 303
    queued = import_id(await upload(owner, path))
    await owner.post(f"/imports/{queued}/start")
    assert (await owner.post(f"/imports/{queued}/cancellation")).status_code == 303
    async with database.tenant(world.company) as db:
        query = select(Operation).where(Operation.form == "customer").order_by(Operation.id)
        lines = list((await db.execute(query)).scalars())
    acts = ["prepare_import", "check_import", "redraft_import", "remove_import", "prepare_import", "cancel_import"]
    assert [line.action for line in lines] == acts
    assert {(line.detail or {})["job"] for line in lines} == {str(id), str(queued)}
    assert (lines[1].detail, "name" in (lines[1].fields or ())) == ({"job": str(id), "rows": 1, "duplicates": 0}, True)
    assert FIRST[0] not in repr([line.detail for line in lines])

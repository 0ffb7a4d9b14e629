"""The log says by which fields somebody looked, and never for what."""

from typing import Any

import orjson
from sqlalchemy import select, text

from saas.accounts.api_tokens import create_token
from saas.audit.log import Operation
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.log.test_hiding import blind_auditor

NUMBER, TAIL, NAME = "13812345678", "5678", "苏州恒泽精密五金有限公司"
FILTER = {
    "or": [
        {"field": "mobile", "op": "equals", "value": NUMBER},
        {"not": {"and": [{"field": "amount", "op": "above", "value": "987654"}]}},
    ]
}


async def newest(database: Database, world: World, action: str) -> Operation:
    async with database.tenant(world.company) as db:
        query = select(Operation).where(Operation.action == action).order_by(Operation.id.desc()).limit(1)
        return (await db.execute(query)).scalar_one()


async def test_lists_groups_searches_and_exports_name_the_fields_that_were_used(
    sign_in: SignIn, world: World, database: Database
) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        await create_record(db, world.owner, view, {"name": NAME, "mobile": NUMBER})
        token = await create_token(db, world.owner, "test")
        await db.commit()
    api = await sign_in(world.company)
    api.headers["authorization"] = f"Bearer {token}"
    base, filter = "/api/v1/forms/customer", orjson.dumps(FILTER).decode()
    listed: dict[str, Any] = {"filter": filter, "sort": "-amount,name", "q": TAIL}
    assert (await api.get(f"{base}/records", params=listed)).is_success
    used = {"filtered": ["amount", "mobile"], "searched": ["mobile", "name"], "sorted": ["amount", "name"]}
    line = await newest(database, world, "list")
    assert line.detail == used
    asked = {"group_by": ["level"], "measures": [{"op": "sum", "field": "amount"}], "filter": FILTER, "q": "恒泽"}
    assert (await api.post(f"{base}/aggregate", json=asked)).is_success
    assert (await newest(database, world, "aggregate")).detail == {
        "filtered": ["amount", "mobile"],
        "searched": ["name"],
        "grouped": ["level"],
        "measured": ["amount"],
    }
    assert (await api.post(f"{base}/export", params={"format": "csv", "filter": filter})).is_success
    assert ((await newest(database, world, "export")).detail or {})["filtered"] == ["amount", "mobile"]
    page = await sign_in(world.company, world.owner)
    await page.get("/search", params={"q": TAIL})
    assert ((await newest(database, world, "search")).detail or {})["searched_in"]["customer"] == ["mobile", "name"]
    await page.get("/f/customer/options", params={"q": "恒泽"})

    async with database.tenant(world.company) as db:
        lines = str((await db.execute(text("SELECT string_agg(l::text, ' ') FROM operation_log l"))).scalar_one())
    for value in (NUMBER, TAIL, "987654", "恒泽精密"):
        assert value not in lines

    told = (await (await sign_in(world.company, world.auditor)).get(f"/log/{line.id}")).text
    assert "筛选字段" in told
    assert "预计金额、手机" in told or "手机、预计金额" in told
    blind = await sign_in(world.company, await blind_auditor(database, world))
    assert "预计金额" not in (await blind.get(f"/log/{line.id}")).text

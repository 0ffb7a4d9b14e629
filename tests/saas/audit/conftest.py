"""A small log with everything in it that a line can have, and its export."""

import pytest

from saas.audit.export import begin_export, export_log
from saas.audit.log import log
from saas.records.ids import new_id
from tenants.engines import Database
from tests.conftest import World, make_world


async def write_log(database: Database, world: World, lines: int = 11) -> None:
    """Write lines as different as lines get."""
    async with database.tenant(world.company) as db:
        for n in range(lines):
            await log(
                db,
                world.rep,
                ("read", "list", "update", "reveal", "login")[n % 5],
                form="customer" if n % 5 < 4 else None,
                record=new_id() if n % 2 else None,
                records=[new_id(), new_id()] if n % 5 == 1 else None,
                fields=["名称", 'quo"te', "tab\t", "\u2028", "\x7f"] if n % 3 else None,
                detail={"n": n, "big": 10**25, "half": 0.1, "deep": {"b": None, "a": [True, "é"]}} if n % 4 else None,
            )
        await db.commit()


async def export_of(database: Database, world: World) -> bytes:
    """Export a company's log into memory, as its auditor."""
    async with database.tenant(world.company) as db:
        export = await begin_export(db, world.auditor, host="acme.localhost:8000")
        await db.commit()
    return b"".join([piece async for piece in export_log(database, world.company, export)])


@pytest.fixture(scope="session")
async def exported(database: Database) -> bytes:
    """An intact export of a dozen lines, the last of which is about itself."""
    world = await make_world(database, "audit-export", ("安然", "本杰", "方审"))
    await write_log(database, world)
    return await export_of(database, world)

"""What stopped being sealed is said wherever somebody looks."""

from io import BytesIO

import pytest
from sqlalchemy import text

from saas.audit import stopped
from saas.audit.chain import canonical
from saas.audit.seal import HeadsDiffer, seal_company
from saas.audit.verify import _own_hash, parse, verify
from saas.doctor.checks.log_seals import LogSeals
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.saas.audit.conftest import export_of
from tests.saas.audit.test_seal import write
from tests.web.conftest import SignIn, app, sign_in

__all__ = ["app", "sign_in"]
BEYOND = "INSERT INTO {}.operation_seals SELECT max(n) + 1, max(n) + 1000, '\\x00', '1'::xid8 FROM {}.operation_seals"


async def tamper(database: Database, world: World, sql: str) -> None:
    async with database.admin.begin() as connection:
        await connection.execute(text(sql.replace("{}", world.company.schema)))


async def test_a_log_that_is_no_longer_sealed_is_not_intact(
    database: Database, world: World, settings: Settings, sign_in: SignIn
) -> None:
    await write(database, world, 3)
    await seal_company(database, world.company)
    await tamper(database, world, BEYOND)
    await write(database, world, 2)
    with pytest.raises(HeadsDiffer):
        await seal_company(database, world.company)
    file = await export_of(database, world)
    verdict = verify(BytesIO(file))
    assert not verdict.intact
    assert b'"stopped":true' in file
    assert file.count(b"\n") > 4, "what is sealed is in the file"
    finding = await LogSeals().run(settings)
    assert finding.level == "fail"
    assert world.company.label in finding.sentence
    stopped._known.clear()
    page = await (await sign_in(world.company, world.auditor)).get("/log")
    assert "已停止封存" in page.text


async def test_lines_kept_out_of_the_chain_are_counted(database: Database, world: World) -> None:
    await write(database, world, 6)
    await seal_company(database, world.company)
    table = "{}.operation_seals"
    # As before this was refused: a seal below the chain, that hid a line from the sealer.
    await tamper(database, world, f"ALTER TABLE {table} DROP CONSTRAINT operation_seals_n_check")
    await tamper(
        database, world, f"INSERT INTO {table} SELECT -1, max(log_id) + 1, '\\x00', pg_current_xact_id() FROM {table}"
    )
    await write(database, world, 3)
    for _ in range(2):
        await seal_company(database, world.company)
    verdict = verify(BytesIO(await export_of(database, world)))
    assert (verdict.intact, verdict.problem) == (False, "unsealed")


async def test_the_edited_line_is_named_when_its_hash_was_computed_anew(database: Database, world: World) -> None:
    await write(database, world, 8)
    raw = (await export_of(database, world)).splitlines(keepends=True)
    for at in range(1, len(raw) - 2):
        line = parse(raw[at])
        assert line is not None
        forged = line | {"action": "nothing"}
        forged["hash"] = _own_hash(bytes.fromhex(line["prev"]), forged)
        file = b"".join([*raw[:at], canonical(forged) + b"\n", *raw[at + 1 :]])
        verdict = verify(BytesIO(file))
        assert (verdict.intact, verdict.problem, verdict.first_bad) == (False, "edited", at)

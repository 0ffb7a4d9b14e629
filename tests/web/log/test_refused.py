"""Whoever tries what is not theirs leaves a line, and cannot fill the log with it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from sqlalchemy import select

from saas.audit.log import Operation
from saas.audit.refused import MOST_KINDS, MOST_RECORDS, Attempt, Refusals, unknown
from saas.exports.actions import start_export
from saas.records.query import ListQuery
from saas.records.reveal import REVEALS
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.log.test_hiding import blind_auditor
from web.refused import writing_refusals

NAME = "只有安然知道的客户有限公司"

Written = Callable[[], Awaitable[list[Operation]]]


@pytest.fixture
async def written(app: Litestar, world: World, database: Database) -> Written:
    """Have what was refused written, and give its lines."""

    async def write() -> list[Operation]:
        await app.state.refusals.write(database, all=True)
        async with database.tenant(world.company) as db:
            query = select(Operation).where(Operation.action == "refused").order_by(Operation.id)
            return list((await db.execute(query)).scalars())

    return write


async def make(database: Database, world: World) -> UUID:
    """Have the owner make a customer that the rep may not see."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, {"name": NAME, "mobile": "13812345678"})
        await db.commit()
    return record.id


async def test_a_rep_who_opens_another_s_customer_is_in_the_log(
    sign_in: SignIn, world: World, database: Database, written: Written
) -> None:
    id, client = await make(database, world), await sign_in(world.company, world.rep)
    for _again in range(3):
        assert (await client.get(f"/f/customer/{id}")).status_code == 404
    assert (await client.post(f"/f/customer/{id}/trash", data={"version": "1"})).status_code == 404
    tries = [(line.record_id, line.form, line.person, line.detail) for line in await written()]
    assert tries == [
        (id, "customer", "本杰", {"tried": "read", "why": "record_not_found", "count": 3}),
        (id, "customer", "本杰", {"tried": "delete", "why": "record_not_found", "count": 1}),
    ]
    text = (await (await sign_in(world.company, world.auditor)).get("/log")).text
    assert "被拒绝 3 次：查看记录（客户）" in text
    assert "被拒绝：删除（客户）" in text


async def test_what_never_was_or_only_lies_in_the_trash_is_no_refusal(
    sign_in: SignIn, world: World, database: Database, written: Written
) -> None:
    id, owner, rep = (
        await make(database, world),
        await sign_in(world.company, world.owner),
        await sign_in(world.company, world.rep),
    )
    await owner.post(f"/f/customer/{id}/trash", data={"version": "1"})
    for client, address in ((owner, f"/f/customer/{id}"), (rep, f"/f/customer/{uuid4()}"), (rep, "/f/customer/x")):
        assert (await client.get(address)).status_code == 404
    assert (await rep.get("/f/never_was")).status_code == 404
    assert await written() == []


async def test_a_reveal_without_the_right_and_one_over_the_limit_are_in_the_log(
    sign_in: SignIn, world: World, database: Database, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await make(database, world)
    auditor, owner = await sign_in(world.company, world.auditor), await sign_in(world.company, world.owner)
    assert (await auditor.post(f"/f/customer/{id}/reveal/mobile")).status_code == 403
    monkeypatch.setattr("saas.records.reveal.REVEALS", replace(REVEALS, most=0))
    assert (await owner.post(f"/f/customer/{id}/reveal/mobile")).status_code == 429
    tries = [(line.person, line.record_id, line.detail) for line in await written()]
    assert tries == [
        ("方审", id, {"tried": "reveal", "why": "forbidden", "count": 1}),
        ("安然", id, {"tried": "reveal", "why": "reveal_quota_reached", "count": 1}),
    ]


async def test_pages_that_are_not_theirs_are_in_the_log(sign_in: SignIn, world: World, written: Written) -> None:
    client = await sign_in(world.company, world.rep)
    for address in ("/log", "/people", "/settings", "/log/panel?record=x"):
        assert (await client.get(address)).status_code == 403
    tries = [(line.detail or {})["tried"] for line in await written()]
    assert tries == ["read_log", "manage_people", "manage_forms"]


async def test_bad_tokens_are_counted_by_network_and_never_named(
    sign_in: SignIn, world: World, written: Written
) -> None:
    client = await sign_in(world.company)
    for n in range(MOST_KINDS):
        answer = await client.get("/api/v1/forms", headers={"authorization": f"Bearer gx_secret{n}"})
        assert answer.status_code == 401
    assert (await client.get("/api/v1/forms")).status_code == 401
    [line] = await written()
    assert (line.person_id, line.via, line.detail) == (
        None,
        "api",
        {"tried": "use_token", "why": "bad_token", "count": MOST_KINDS},
    )
    assert line.ip
    assert "secret" not in repr(vars(line))


async def test_a_thousand_refusals_are_a_few_lines_and_the_rest_of_a_minute_waits(
    app: Litestar, sign_in: SignIn, world: World, database: Database, written: Written
) -> None:
    id, client = await make(database, world), await sign_in(world.company, world.rep)
    refusals: Refusals = app.state.refusals
    for _again in range(5):
        await client.get(f"/f/customer/{id}")
        await refusals.write(database)
    for n in range(3 * MOST_KINDS):
        await client.get(f"/f/invented_{n}")
        await client.get(f"/f/customer/{uuid4()}")
    kept = [tally for tally in refusals._tallies.values() if tally.kind.company == world.company]
    assert len(kept) == MOST_KINDS + 1
    assert all(len(tally.waiting) <= MOST_RECORDS + 1 for tally in kept)
    counts = [(line.detail or {})["count"] for line in await written() if line.record_id == id]
    assert counts == [1, 4]


async def test_a_form_that_is_hidden_is_named_only_to_who_may_see_it(
    sign_in: SignIn, world: World, database: Database, written: Written
) -> None:
    blind = await blind_auditor(database, world)
    client = await sign_in(world.company, blind)
    assert (await client.get("/f/deal")).status_code == 404
    [line] = await written()
    assert (line.form, line.detail) == ("deal", {"tried": "read", "why": "form_not_found", "count": 1})
    assert "商机" in (await (await sign_in(world.company, world.auditor)).get(f"/log/{line.id}")).text
    told = (await client.get(f"/log/{line.id}")).text
    assert "商机" not in told
    assert "deal" not in told


async def test_whoever_fetches_somebody_else_s_export_is_in_the_log(
    sign_in: SignIn, world: World, database: Database, written: Written
) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        job = await start_export(db, world.owner, view, ListQuery(), "csv")
        await db.commit()
    rep = await sign_in(world.company, world.rep)
    assert (await rep.get(f"/exports/{job.id}/file")).status_code == 404
    assert (await rep.get(f"/exports/{uuid4()}/file")).status_code == 404
    [line] = await written()
    detail = {"tried": "read", "why": "job_not_found", "count": 1, "jobs": [str(job.id)]}
    assert (line.person, line.record_id, line.detail) == ("本杰", None, detail)


async def test_a_thousand_networks_with_bad_tokens_are_a_few_lines(world: World) -> None:
    refusals = Refusals()
    for n in range(1_000):
        stranger = unknown("api", f"10.0.{n // 250}.{n % 250}")
        refusals.note(Attempt(world.company, stranger, "use_token", "bad_token"))
    assert len(refusals._tallies) == MOST_KINDS + 1
    assert sum(tally.waiting.total() for tally in refusals._tallies.values()) == 1_000


async def test_what_was_refused_last_is_written_when_the_server_stops(
    app: Litestar, sign_in: SignIn, world: World, database: Database
) -> None:
    client = await sign_in(world.company, world.rep)
    async with writing_refusals(app):
        assert (await client.get("/people")).status_code == 403
    async with database.tenant(world.company) as db:
        query = select(Operation.detail).where(Operation.action == "refused")
        assert [detail["tried"] for detail in (await db.execute(query)).scalars()] == ["manage_people"]

"""Looking through the log: every filter finds all of its lines, page by page in both directions, each exactly once."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from saas.audit import search
from saas.audit.log import Operation
from saas.audit.query import LogQuery
from saas.audit.read import read_log
from saas.audit.seal import seal_company
from saas.kit.clock import now, zone
from saas.records.ids import new_id
from saas.records.query import BadCursor
from tenants.engines import Database
from tests.conftest import World, make_world

RECORDS = [new_id() for _ in range(40)]
RARE = new_id()


@pytest.fixture(scope="module")
async def busy(database: Database) -> World:
    """A company with 3,000 lines, some of which began long before they were written, and 200 not yet sealed."""
    world = await make_world(database, "audit-read", ("安然", "本杰", "方审"))
    lines = random.Random(7)
    made = [made_up(lines, n) for n in range(3_000)]
    await write(database, world, made[:2_800])
    await seal_company(database, world.company)
    await seal_company(database, world.company)
    await write(database, world, made[2_800:])
    return world


def made_up(choose: random.Random, n: int) -> dict[str, Any]:
    """Make up a line; its time is up to ten minutes before its turn, as when a transaction takes long."""
    action = choose.choice(["list", "list", "read", "update", "reveal", "login"])
    listed = choose.sample(RECORDS, 5) + ([RARE] if n % 700 == 0 else [])
    return {
        "at": now() - timedelta(days=30) + timedelta(minutes=10 * n - choose.random() * 10 * choose.choice([0, 0, 3])),
        "person_id": choose.choice([None, 1, 2, 3]),
        "person": "本杰",
        "via": "web",
        "ip": "",
        "action": action,
        "form": None if action == "login" else choose.choice(["customer", "deal"]),
        "record_id": choose.choice(RECORDS) if action in ("read", "update", "reveal") else None,
        "record_ids": listed if action == "list" else None,
    }


async def write(database: Database, world: World, lines: list[dict[str, Any]]) -> None:
    """Write lines with times of our choosing, which only the administrator can."""
    async with database.admin.begin() as connection:
        await connection.exec_driver_sql(f"SET LOCAL search_path = {world.company.schema}")
        await connection.execute(insert(Operation), lines)


def since(days: int) -> date:
    return (now().astimezone(zone()) - timedelta(days=days)).date()


def about(line: Operation, record: UUID) -> bool:
    return line.record_id == record or record in (line.record_ids or ())


Wanted = Callable[[Operation], bool]
QUERIES: dict[str, tuple[LogQuery, Wanted]] = {
    "everything": (LogQuery(), lambda line: True),
    "a person": (LogQuery(person=2), lambda line: line.person_id == 2),
    "the system": (LogQuery(person=0), lambda line: line.person_id is None),
    "an action": (LogQuery(action="reveal"), lambda line: line.action == "reveal"),
    "a form": (LogQuery(form="deal"), lambda line: line.form == "deal"),
    "a period": (
        LogQuery(since=since(25), until=since(20)),
        lambda line: since(25) <= line.at.astimezone(zone()).date() <= since(20),
    ),
    "a record": (LogQuery(record=RECORDS[0]), lambda line: about(line, RECORDS[0])),
    "a rare record": (LogQuery(record=RARE), lambda line: about(line, RARE)),
    "a record, by one person": (
        LogQuery(record=RECORDS[1], person=3),
        lambda line: about(line, RECORDS[1]) and line.person_id == 3,
    ),
    "a record, revealed": (
        LogQuery(record=RECORDS[2], action="reveal"),
        lambda line: about(line, RECORDS[2]) and line.action == "reveal",
    ),
    "a record in a period": (
        LogQuery(record=RECORDS[3], since=since(28), until=since(26)),
        lambda line: about(line, RECORDS[3]) and since(28) <= line.at.astimezone(zone()).date() <= since(26),
    ),
    "nothing": (LogQuery(action="never"), lambda line: False),
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("chunks", [search.MOST, 2], ids=["", "a few chunks at a time"])
async def test_walking_through_a_filter_meets_every_line_once_in_order(
    database: Database, busy: World, monkeypatch: pytest.MonkeyPatch, name: str, chunks: int
) -> None:
    monkeypatch.setattr(search, "MOST", chunks)
    monkeypatch.setattr(search, "STEP", min(search.STEP, chunks))
    query, wanted = QUERIES[name]
    async with database.tenant(busy.company) as db:
        everything = (await db.execute(select(Operation).order_by(Operation.at.desc(), Operation.id.desc()))).scalars()
        expected = [line.id for line in everything if wanted(line)]
        back, last = await walk(db, query, "older")
        assert back == expected
        forth, _ = await walk(db, replace(query, newer=last), "newer") if last else ([], "")
        assert [*reversed(forth)] == expected[: len(forth)]
        assert len(forth) >= len(expected) - query.size


async def walk(db: Any, query: LogQuery, way: str) -> tuple[list[int], str]:
    """Follow the links to older or newer pages; give the ids met and the last page's link back."""
    met: list[int] = []
    back = ""
    for _ in range(2_000):
        page = await read_log(db, query)
        ids = [entry.line.id for entry in page.entries]
        met += ids if way == "older" else ids[::-1]
        back = (page.newer if way == "older" else page.older) or back
        further = page.older if way == "older" else page.newer
        if not further:
            return met, back
        query = replace(query, older="", newer="")
        query = replace(query, **{way: further})  # type: ignore[arg-type] # way names a cursor
    raise AssertionError("the walk has no end")


async def test_a_sealed_line_says_its_number_and_hash(database: Database, busy: World) -> None:
    async with database.tenant(busy.company) as db:
        newest = (await read_log(db, LogQuery(form="deal"))).entries
        assert (newest[0].n, newest[0].hash) == (None, None)
        oldest = (await read_log(db, LogQuery(until=since(27)))).entries
        assert oldest[-1].n
        assert len(oldest[-1].hash or b"") == 32


@pytest.mark.parametrize("cursor", ["x", "1", "-", "1-", "-1-1", "1-1-1", "9" * 19 + "-1", "١-١", "1-" + "9" * 25])
async def test_a_made_up_cursor_is_refused(database: Database, busy: World, cursor: str) -> None:
    async with database.tenant(busy.company) as db:
        with pytest.raises(BadCursor):
            await read_log(db, LogQuery(older=cursor))


@pytest.mark.parametrize("day", [date.min, date.max, date(1, 1, 1), date(9999, 12, 31)])
async def test_the_ends_of_the_calendar_are_no_trouble(database: Database, busy: World, day: date) -> None:
    async with database.tenant(busy.company) as db:
        await read_log(db, LogQuery(since=day, until=day))
        await read_log(db, LogQuery(since=day, until=day, record=RARE))

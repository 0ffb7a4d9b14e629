"""Many values as one parameter: PostgreSQL reads what was sent, whatever is in it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    Text,
    Uuid,
    bindparam,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from saas.kit.arrays import Many
from tenants.engines import Database
from tests.conftest import World

TEXTS = [
    "",
    " ",
    "NULL",
    "null",
    "厦门",
    'a"b',
    "a\\b",
    "{a,b}",
    "a,b",
    "'; DROP TABLE x; --",
    "\n\t",
    "%s",
    ":x",
    "\x01",
]


@pytest.mark.parametrize(
    ("items", "type"),
    [
        (TEXTS, Text()),
        (["厦门", "NULL", "a b", "{}", "1"], Text()),
        ([b"", b"\x00\\x", b'"', "厦门".encode()], LargeBinary()),
        ([uuid4(), uuid4()], Uuid()),
        ([1, -2], Integer()),
        ([Decimal("1.50"), Decimal(0)], Numeric()),
        ([date(2024, 2, 29)], Date()),
        ([datetime(2024, 2, 29, 8, 30, 1, 5, tzinfo=UTC)], DateTime(timezone=True)),
        ([True, False], Boolean()),
        ([], Text()),
    ],
)
async def test_values_arrive_as_they_are(
    database: Database, world: World, items: list[object], type: TypeEngine[object]
) -> None:
    async with database.tenant(world.company) as db:
        sent = select(func.unnest(bindparam("items", type_=Many(type)), type_=type))
        assert list((await db.execute(sent, {"items": items})).scalars()) == items


async def test_ids_may_come_as_bytes(database: Database, world: World) -> None:
    ids = [uuid4() for _ in range(3)]
    async with database.tenant(world.company) as db:
        sent = select(func.unnest(bindparam("ids", type_=Many(Uuid())), type_=Uuid()))
        assert list((await db.execute(sent, {"ids": b"".join(id.bytes for id in ids)})).scalars()) == ids

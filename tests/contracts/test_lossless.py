"""What nobody touched stays as it is: any value of any kind, by page and by API, on a record and on a line."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select, text, update

from saas.fields.kind import Rejects
from saas.fields.registry import field_kinds
from saas.forms.actions import add_field
from saas.forms.form import Form
from saas.forms.model import FieldRow
from saas.forms.queries import forms_of
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World
from tests.web.api.conftest import Program
from tests.web.browsing import Form as Inputs
from tests.web.conftest import SignIn

CHOICES = {"choices": [{"key": key, "label": {"zh-Hans": label}} for key, label in (("a", "甲"), ("b", "乙"))]}
CHOICES["choices"].append({"key": "c", "label": {"zh-Hans": "丙"}, "archived": True})
ODD: dict[str, list[Any]] = {
    "text": ["  两头 空格  ", "a\u202eb", "", "无", "12,5", "'\"<&>", "很" * 300],
    "long_text": ["\n开头的空行", "行\r\n尾\r", "  缩进\n\n\n结尾  \n", "很" * 20_500],
    "number": [Decimal("12.345678"), Decimal(-5), Decimal("1e17"), Decimal("999999999999999999.999999"), Decimal(0)],
    "money": [Decimal("1234567.5"), Decimal("-0.01"), Decimal("9999999999999999.99")],
    "percent": [Decimal("0.123456"), Decimal("-0.5"), Decimal("998.000001")],
    "date": [date(1000, 1, 1), date(9999, 12, 31)],
    "datetime": [datetime(2026, 11, 26, 13, 9, 41, 64514, tzinfo=UTC), datetime(1000, 1, 2, tzinfo=UTC)],
    "choice": ["c", "gone", "b"],
    "choices": [["c", "a"], ["gone"], ["b", "a", "gone"], []],
    "switch": [True, False],
    "link": [UUID(int=7)],
    "member": [7, 2**31 - 1],
    "mobile": ["13812345678", "+85291234567"],
    "email": ["Li.Na@example.cn"],
}
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "number": [{"unit": "m3"}, {"unit": "pcs.", "decimals": 0}, {"unit": "万", "min": 100}, {"max": 1, "decimals": 2}],
    "money": [{}, {"currency": "USD", "min": 10**6}],
    "percent": [{}, {"max": 0.1}],
    "text": [{}, {"max_length": 3}],
    "choice": [CHOICES],
    "choices": [CHOICES],
    "link": [{"form": "customer"}],
}
CASES = [
    pytest.param(name, options, id=f"{name}-{n}")
    for name, kind in field_kinds().items()
    if kind.column is not None and kind.writable
    for n, options in enumerate(SETTINGS.get(name, [{}]))
]


def values_of(name: str) -> list[Any]:
    """List nothing, what the kind's examples give, and odd values that a table may hold from earlier days."""
    read = [wanted for wanted in field_kinds()[name].examples.values() if wanted is not Rejects]
    known = [] if name in ("choice", "choices", "link") else read
    return [None, *known, *ODD.get(name, [])]


async def prepared(database: Database, world: World, name: str, options: dict[str, Any], form: str) -> FieldRow:
    """Add a required field of a kind, with settings that make its values hard to read back."""
    async with database.tenant(world.company) as db:
        given = {"label": "字段", "name": "fresh", "kind": name, "choices": "x", "form": "customer"}
        row = await add_field(db, world.owner, (await forms_of(db)).get(form), given)
        row.options, row.required = {**row.options, **options}, True
        found = (await forms_of(db)).get(form)
        table = f"{world.company.schema}.{found.table.name}"
        reference = f"{found.table.name}_f_{row.id}_fkey"  # A link may lead to what was purged since.
        await db.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {reference}"))
        await db.flush()
        await bump_revision(db)
        await db.commit()
        return row


async def stored(database: Database, world: World, form: str, value: Any, id: UUID) -> None:
    """Put a value into its column past everything that would tidy or refuse it."""
    async with database.tenant(world.company) as db:
        found = (await forms_of(db)).get(form)
        field = found.by_name["fresh"]
        columns: dict[str, Any] = {field.column: value}
        if field.protected:
            columns = {field.column: None, f"{field.column}_i": None}
            if value is not None:
                columns[field.column] = db.cipher.encrypt(value, found.id, field.id, id.bytes)
                columns[f"{field.column}_i"] = db.cipher.blind(field.id, value)
        await db.execute(update(found.table).where(found.table.c.id == id).values(columns))
        await db.commit()


async def rows(database: Database, world: World, form: str) -> list[str]:
    """Write a table's rows, the history and what was logged of changes as text, to compare byte for byte."""
    async with database.tenant(world.company) as db:
        found: Form = (await forms_of(db)).get(form)
        table = select(text("t::text")).select_from(text(f"{world.company.schema}.{found.table.name} t"))
        past = text("SELECT h::text FROM record_history h ORDER BY id")
        logged = text("SELECT l::text FROM operation_log l WHERE action IN ('create', 'update') ORDER BY id")
        return [row for query in (table, past, logged) for (row,) in await db.execute(query)]


async def made(database: Database, world: World, form: str, **values: Any) -> UUID:
    async with database.tenant(world.company) as db:
        record = await create_record(db, world.owner, await view_form(db, world.owner, form), values)
        await db.commit()
        return record.id


@pytest.mark.parametrize(("name", "options"), CASES)
async def test_a_record_that_nobody_touched_stays_byte_for_byte(
    database: Database, world: World, sign_in: SignIn, program: Program, name: str, options: dict[str, Any]
) -> None:
    id = await made(database, world, "product", name="冲压件")
    await prepared(database, world, name, options, "product")
    client, api = await sign_in(world.company, world.owner), await program(world.company, world.owner)
    for value in values_of(name):
        await stored(database, world, "product", value, id)
        before = await rows(database, world, "product")
        page = (await client.get(f"/f/product/{id}/edit")).text
        answer = await client.post(f"/f/product/{id}", data=Inputs(page, "record").data)
        assert answer.status_code == 303, (value, answer.text)
        path = f"/api/v1/forms/product/records/{id}"
        read = (await api.get(path)).json()
        answer = await api.patch(path, json=read, headers={"If-Match": f'"{read["version"]}"'})
        assert answer.status_code == 200, (value, answer.text)
        assert answer.json()["version"] == read["version"]
        many = {"operations": [{"op": "update", "id": str(id), "values": read["values"]}]}
        answer = await api.post("/api/v1/forms/product/records/batch", json=many)
        assert answer.status_code == 200, (value, answer.text)
        assert await rows(database, world, "product") == before, value


@pytest.mark.parametrize(("name", "options"), CASES)
async def test_a_line_that_nobody_touched_stays_byte_for_byte(
    database: Database, world: World, sign_in: SignIn, program: Program, name: str, options: dict[str, Any]
) -> None:
    customer = await made(database, world, "customer", name="甲公司")
    lines = [{"item": "冲压件", "price": 3}, {"item": "支架", "price": 5}]
    id = await made(database, world, "quote", customer=customer, lines=lines)
    await prepared(database, world, name, options, "quote_line")
    client, api = await sign_in(world.company, world.owner), await program(world.company, world.owner)
    path = f"/api/v1/forms/quote/records/{id}"
    line = UUID((await api.get(path)).json()["values"]["lines"][0]["id"])
    for n, value in enumerate(values_of(name)):
        await stored(database, world, "quote_line", value, line)
        before = await rows(database, world, "quote_line")
        data = Inputs((await client.get(f"/f/quote/{id}/edit")).text, "record").data
        answer = await client.post(f"/f/quote/{id}", data={**data, "terms": [f"条款 {n}"]})
        assert answer.status_code == 303, (value, answer.text)
        read = (await api.get(path)).json()
        assert read["values"]["terms"] == f"条款 {n}"
        answer = await api.patch(path, json=orjson.loads(orjson.dumps(read)))
        assert answer.status_code == 200, (value, answer.text)
        assert answer.json()["version"] == read["version"]
        assert (await rows(database, world, "quote_line"))[:2] == before[:2], value

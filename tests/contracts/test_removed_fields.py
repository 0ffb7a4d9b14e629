"""Each field of each form is taken away alone, and everything goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from saas.documents.build import build_document
from saas.forms.actions import remove_field, removed_fields, restore_field
from saas.forms.queries import forms_of
from saas.kit.errors import Invalid
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import Program
from tests.web.conftest import SignIn

API = "/api/v1/forms"
FORMS = ("customer", "contact", "deal", "product", "quote", "quote_line", "contract", "contract_line", "follow_up")


class Browser(NamedTuple):
    """Somebody who may do all, by page and by program, and the records there are, by form."""

    page: httpx.AsyncClient
    api: httpx.AsyncClient
    records: dict[str, str]
    given: dict[str, dict[str, Any]]
    database: Database
    world: World

    async def walk(self, form: str) -> list[str]:
        """Go everywhere where records of a form show. Give what did not answer."""
        paths = [f"/f/{form}", f"/f/{form}/new", f"/f/{form}/filter", f"/f/{form}/columns", f"/f/{form}?q=甲", "/"]
        paths += [f"/f/{form}/{self.records[form]}", f"/f/{form}/{self.records[form]}/edit", f"/f/{form}?trashed=1"]
        paths += [f"/f/customer/{self.records['customer']}", f"/settings/forms/{form}", "/imports"]
        called = [
            await self.api.get(f"{API}/{form}/records?total=true&q=甲"),
            await self.api.get(f"{API}/{form}"),
            await self.api.post(f"{API}/{form}/aggregate", json={}),
            await self.api.get("/api/v1/openapi.json"),
            await self.api.get(f"{API}/{form}/export?format=csv"),
            *(await self.change(form)),
        ]
        answers = [await self.page.get(path) for path in paths] + called
        return [f"{answer.request.url.path}: {answer.text[:200]}" for answer in answers if answer.is_error]

    async def change(self, form: str) -> list[httpx.Response]:
        """Make a record like the first, send it back as it reads, throw it away and bring it back."""
        shape = (await self.api.get(f"{API}/{form}")).json()
        there = {field["name"]: field for field in shape["fields"]}
        values = {name: value for name, value in self.given[form].items() if name in there}
        if "lines" in values:
            columns = {field["name"] for field in there["lines"]["fields"]}
            values["lines"] = [{name: row[name] for name in row if name in columns} for row in values["lines"]]
        made = await self.api.post(f"{API}/{form}/records", json={"values": values})
        if made.is_error:
            return [made]
        copy = f"{API}/{form}/records/{made.json()['id']}"
        return [
            await self.api.patch(copy, json={"values": made.json()["values"]}),
            await self.api.delete(copy),
            await self.page.post(f"/f/{form}/{made.json()['id']}/restore"),
        ]

    async def paper(self) -> None:
        """Lay out what is printed of a quote and a contract."""
        async with self.database.tenant(self.world.company) as db:
            for form in ("quote", "contract"):
                view = await view_form(db, self.world.owner, form)
                await build_document(db, self.world.owner, view, self.records[form], form)


@pytest.fixture
async def browser(world: World, sign_in: SignIn, program: Program, database: Database) -> Browser:
    api = await program(world.company, world.owner)
    records: dict[str, str] = {}
    given: dict[str, dict[str, Any]] = {}

    async def make(form: str, **values: Any) -> None:
        answer = await api.post(f"{API}/{form}/records", json={"values": values})
        assert answer.is_success, answer.text
        records[form], given[form] = answer.json()["id"], values

    await make("customer", name="甲公司", mobile="13812345678", level="VIP", stage="proposal", amount=12000)
    customer = records["customer"]
    await make("contact", name="王五", customer=customer, mobile="13912345678")
    await make("deal", name="甲公司的商机", customer=customer, contact=records["contact"], amount=9000)
    await make("product", name="机器人", price=8000)
    line = {"product": records["product"], "item": "机器人", "quantity": 2, "price": 8000, "discount": 5}
    more = {"customer": customer, "contact": records["contact"], "deal": records["deal"]}
    await make("quote", **more, lines=[line])
    await make("contract", name="甲公司的合同", **more, quote=records["quote"], lines=[line])
    await make("follow_up", content="打过电话", customer=customer, next_at="2027-01-05")
    return Browser(await sign_in(world.company, world.owner), api, records, given, database, world)


@pytest.mark.parametrize("form", FORMS)
async def test_each_field_can_be_missed_alone(browser: Browser, form: str) -> None:
    shown = form.removesuffix("_line")
    assert await browser.walk(shown) == []
    wrong: dict[str, Any] = {}
    async with browser.database.tenant(browser.world.company) as db:
        names = [field.name for field in (await forms_of(db)).get(form).fields]
    for name in names:
        async with without(browser, form, name) as removed:
            if not removed:
                continue
            if failed := await browser.walk(shown):
                wrong[name] = failed
            await browser.paper()
    assert wrong == {}


@asynccontextmanager
async def without(browser: Browser, form: str, name: str) -> AsyncIterator[bool]:
    """Take a field away for a while, if it can be."""
    viewer = browser.world.owner
    async with browser.database.tenant(browser.world.company) as db:
        try:
            await remove_field(db, viewer, (await forms_of(db)).get(form), name)
        except Invalid:
            yield False
            return
        await db.commit()
    yield True
    async with browser.database.tenant(browser.world.company) as db:
        found = (await forms_of(db)).get(form)
        [row] = await removed_fields(db, found)
        await restore_field(db, viewer, found, row.id)
        await db.commit()

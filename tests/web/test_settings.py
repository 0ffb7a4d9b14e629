"""Settings keep what was not sent, and nothing breaks because a field went."""

import pytest
from sqlalchemy import select, text, update

from saas.forms.actions import add_field, remove_field
from saas.forms.jobs import drop_field
from saas.forms.model import FieldRow
from saas.forms.queries import forms_of
from saas.kit.clock import now
from saas.kit.errors import Invalid
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.browsing import Form
from tests.web.conftest import SignIn

SOURCE = "/settings/forms/customer/fields/source"


async def row_of(database: Database, world: World, form: str, name: str) -> FieldRow:
    async with database.tenant(world.company) as db:
        found = (await forms_of(db)).get(form)
        query = select(FieldRow).where(FieldRow.form_id == found.id, FieldRow.name == name)
        return (await db.execute(query)).scalar_one()


def plain(row: FieldRow) -> dict[str, object]:
    return {key: value for key, value in vars(row).items() if not key.startswith("_")}


@pytest.mark.parametrize(
    "path",
    ["contact/fields/customer", "customer/fields/source", "deal/fields/probability", "quote_line/fields/quantity"],
)
async def test_settings_saved_as_they_are_shown_change_nothing(
    world: World, sign_in: SignIn, database: Database, path: str
) -> None:
    form, _fields, name = path.split("/")
    before = plain(await row_of(database, world, form, name))
    client = await sign_in(world.company, world.owner)
    page = (await client.get(f"/settings/forms/{path}")).text
    data = {**Form(page, "field-settings").data}
    assert (await client.post(f"/settings/forms/{path}", data=data)).status_code == 303
    assert plain(await row_of(database, world, form, name)) == before
    assert (await client.post(f"/settings/forms/{path}", data={**data, "help": ["说明"]})).status_code == 303
    assert plain(await row_of(database, world, form, name)) == {**before, "help": {"zh-Hans": "说明"}}


async def test_renaming_an_option_keeps_its_other_languages_and_spellings(
    world: World, sign_in: SignIn, database: Database
) -> None:
    before = (await row_of(database, world, "customer", "source")).options
    client = await sign_in(world.company, world.owner)
    data = Form((await client.get(SOURCE)).text, "field-settings").data
    data["choices"] = [data["choices"][0].replace("= 官网", "= 官方网站")]
    assert (await client.post(SOURCE, data=data)).status_code == 303
    after = (await row_of(database, world, "customer", "source")).options
    for old, new in zip(before["choices"], after["choices"], strict=True):
        label = {**old["label"], "zh-Hans": "官方网站"} if old["label"]["zh-Hans"] == "官网" else old["label"]
        assert new == {**old, "label": label}


async def test_unit_and_decimals_can_be_cleared(world: World, sign_in: SignIn, database: Database) -> None:
    async with database.tenant(world.company) as db:
        given = {"label": "体积", "name": "vol", "kind": "number", "unit": "m3", "decimals": "2"}
        await add_field(db, world.owner, (await forms_of(db)).get("product"), given)
        await db.commit()
    client = await sign_in(world.company, world.owner)
    assert (
        await client.post("/settings/forms/product/fields/vol", data={"label": "\u202e体\x00积2"})
    ).status_code == 303
    row = await row_of(database, world, "product", "vol")
    assert (row.label, row.options) == ({"zh-Hans": "体积2"}, {"unit": "m3", "decimals": 2})
    await client.post("/settings/forms/product/fields/vol", data={"unit": "", "decimals": ""})
    assert (await row_of(database, world, "product", "vol")).options == {}


@pytest.mark.parametrize(
    ("form", "name"),
    [("follow_up", "next_at"), ("follow_up", "at"), ("quote_line", "amount"), ("quote_line", "price"),
     ("quote_line", "quote"), ("quote", "lines"), ("customer", "stage"), ("customer", "name")],
)  # fmt: skip
async def test_a_field_that_something_rests_on_is_not_removed_and_says_why(
    world: World, sign_in: SignIn, form: str, name: str
) -> None:
    client = await sign_in(world.company, world.owner)
    answer = await client.post(f"/settings/forms/{form}/fields/{name}/removal")
    assert answer.status_code == 422
    assert "这个字段" in answer.text


@pytest.mark.parametrize("form", ["lead", "customer", "contact", "deal", "product", "quote", "contract", "follow_up"])
async def test_no_page_breaks_when_fields_go(world: World, sign_in: SignIn, database: Database, form: str) -> None:
    async with database.tenant(world.company) as db:
        forms = await forms_of(db)
        if form not in forms.by_name:
            return
        view = await view_form(db, world.owner, "customer")
        customer = await create_record(db, world.owner, view, {"name": "甲公司", "source": "官网"})
        await db.commit()
        names = [field.name for field in forms.get(form).fields]
    client = await sign_in(world.company, world.owner)
    for name in names:
        answer = await client.post(f"/settings/forms/{form}/fields/{name}/removal")
        assert answer.status_code in (303, 422), (name, answer.text)
    for path in (
        f"/f/{form}",
        f"/f/{form}/new",
        f"/f/{form}/filter",
        "/",
        "/search?q=甲",
        f"/f/customer/{customer.id}",
    ):
        assert (await client.get(path)).status_code == 200, path
    made = await client.post(f"/f/{form}", data={"name": "乙公司", "content": "打过电话", "customer": str(customer.id)})
    assert made.status_code == 303, made.text
    for path in (made.headers["location"], f"{made.headers['location']}/edit", f"/settings/forms/{form}"):
        assert (await client.get(path)).status_code == 200, path


async def test_a_serial_field_that_counted_is_purged_and_holds_up_no_other(world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        await add_field(db, world.owner, form, {"label": "编号", "name": "code", "kind": "serial"})
        await db.commit()
        await db.begin_again()
        await create_record(db, world.owner, await view_form(db, world.owner, "customer"), {"name": "甲公司"})
        await remove_field(db, world.owner, (await forms_of(db)).get("customer"), "code")
        await db.flush()
        long_ago = now().replace(year=now().year - 1)
        changed = (
            update(FieldRow).where(FieldRow.name == "code", FieldRow.form_id == form.id).values(removed_at=long_ago)
        )
        id = (await db.execute(changed.returning(FieldRow.id))).scalar_one()
        await db.commit()
        await db.begin_again()
        await drop_field(db, id)
        gone = text("SELECT count(*) FROM information_schema.columns WHERE column_name = :name AND table_schema = :s")
        count = (await db.execute(gone, {"name": f"f_{id}", "s": world.company.schema})).scalar_one()
        assert (count, await db.get(FieldRow, id)) == (0, None)


async def test_a_default_that_is_no_option_any_more_stops_nobody(
    world: World, sign_in: SignIn, database: Database
) -> None:
    client = await sign_in(world.company, world.owner)
    path = "/settings/forms/deal/fields/stage"
    data = Form((await client.get(path)).text, "field-settings").data
    lines = [line for line in data["choices"][0].splitlines() if not line.startswith("contact ")]
    assert (await client.post(path, data={**data, "choices": ["\n".join(lines)]})).status_code == 303
    assert (await client.get("/f/deal/new")).status_code == 200
    async with database.tenant(world.company) as db:
        customer = await create_record(
            db, world.owner, await view_form(db, world.owner, "customer"), {"name": "甲公司"}
        )
        deal = {"name": "商机", "customer": customer.id}
        record = await create_record(db, world.owner, await view_form(db, world.owner, "deal"), deal)
        assert record.values["stage"] is None
        view = await view_form(db, world.owner, "deal")
        with pytest.raises(Invalid):
            await create_record(db, world.owner, view, {**deal, "stage": "contact"})

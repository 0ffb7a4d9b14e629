"""An edit form changes what was touched and nothing else."""

from uuid import UUID

import pytest

from saas.forms.actions import add_field, change_field
from saas.forms.queries import forms_of
from saas.people.membership import disable_member
from saas.records.query import get_record
from saas.records.save import create_record, update_record
from saas.records.trash import trash_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.web.browsing import Form
from tests.web.conftest import SignIn


async def made(database: Database, world: World, form: str, **values: object) -> UUID:
    async with database.tenant(world.company) as db:
        record = await create_record(db, world.owner, await view_form(db, world.owner, form), values)
        await db.commit()
        return record.id


async def values_of(database: Database, world: World, form: str, id: UUID) -> dict[str, object]:
    async with database.tenant(world.company) as db:
        return (await get_record(db, world.owner, await view_form(db, world.owner, form), id)).values


async def field(database: Database, world: World, form: str, **given: object) -> None:
    async with database.tenant(world.company) as db:
        await add_field(db, world.owner, (await forms_of(db)).get(form), given)
        await db.commit()


async def noted(client: object, form: str, id: UUID, **more: str) -> int:
    """Open a record's form, write a note and save."""
    page = (await client.get(f"/f/{form}/{id}/edit")).text  # type: ignore[attr-defined]
    data = {**Form(page, "record").data, "note": ["新的备注"], **{name: [value] for name, value in more.items()}}
    answer = await client.post(f"/f/{form}/{id}", data=data)  # type: ignore[attr-defined]
    assert answer.status_code == 303, answer.text
    return int(answer.status_code)


@pytest.mark.parametrize("unit", ["m3", "pcs."])
async def test_a_number_keeps_its_value_whatever_its_unit(
    database: Database, world: World, sign_in: SignIn, unit: str
) -> None:
    await field(database, world, "product", label="体积", name="vol", kind="number", unit=unit)
    id = await made(database, world, "product", name="箱", vol=12)
    await noted(await sign_in(world.company, world.owner), "product", id)
    assert (await values_of(database, world, "product", id))["vol"] == 12


async def test_a_link_that_a_rep_cannot_see_stays_and_blocks_nothing(
    database: Database, world: World, sign_in: SignIn
) -> None:
    customer = await made(database, world, "customer", name="甲公司")
    contact = await made(database, world, "contact", name="王五", customer=customer)
    id = await made(database, world, "deal", name="商机", customer=customer, contact=contact, owner=world.rep.id)
    await noted(await sign_in(world.company, world.rep), "deal", id)
    values = await values_of(database, world, "deal", id)
    assert (values["customer"], values["contact"]) == (customer, contact)
    await noted(await sign_in(world.company, world.owner), "deal", id, contact="", contact_text="")
    assert (await values_of(database, world, "deal", id))["contact"] is None


async def test_a_removed_option_stays_until_another_is_chosen_and_can_be_found(
    database: Database, world: World, sign_in: SignIn
) -> None:
    await field(database, world, "product", label="系列", name="series", kind="choice", choices="甲\n乙")
    id = await made(database, world, "product", name="箱", series="甲")
    async with database.tenant(world.company) as db:
        await change_field(db, world.owner, (await forms_of(db)).get("product"), "series", {"choices": "乙"})
        await db.commit()
    client = await sign_in(world.company, world.owner)
    assert "甲（已移除）" in (await client.get(f"/f/product/{id}/edit")).text
    assert "甲（已移除）" not in (await client.get("/f/product/new")).text
    await noted(client, "product", id)
    assert (await values_of(database, world, "product", id))["series"] == "甲"
    found = await client.get("/f/product", params={"filter": '{"field":"series","op":"any_of","value":["甲"]}'})
    assert str(id) in found.text
    await noted(client, "product", id, series="乙")
    assert (await client.get(f"/f/product/{id}")).status_code == 200
    refused = await client.post("/f/product", data={"name": "新箱", "series": "甲"})
    assert refused.status_code == 422


async def test_a_record_whose_owner_left_can_be_edited(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, "customer", name="甲公司", owner=world.rep.id)
    async with database.tenant(world.company) as db:
        await disable_member(db, world.owner, world.rep.id)
        await db.commit()
    await noted(await sign_in(world.company, world.owner), "customer", id)
    other = await made(database, world, "customer", name="乙公司")
    page = (await (client := await sign_in(world.company, world.owner)).get(f"/f/customer/{other}/edit")).text
    data = {**Form(page, "record").data, "owner": [str(world.rep.id)]}
    assert (await client.post(f"/f/customer/{other}", data=data)).status_code == 422


async def test_a_record_that_links_to_the_trash_can_be_saved_and_says_so(
    database: Database, world: World, sign_in: SignIn
) -> None:
    customer = await made(database, world, "customer", name="甲公司")
    id = await made(database, world, "contact", name="王五", customer=customer)
    async with database.tenant(world.company) as db:
        await trash_record(db, world.owner, await view_form(db, world.owner, "customer"), customer)
        await db.commit()
    client = await sign_in(world.company, world.owner)
    await noted(client, "contact", id)
    page = (await client.get(f"/f/contact/{id}")).text
    assert f'class="trashed" href="/f/customer/{customer}?trash=1"' in page
    assert (await client.get(f"/f/customer/{customer}?trash=1")).status_code == 200


async def test_a_conflict_names_only_what_was_changed_here_and_keeps_the_rest_as_they_saved_it(
    database: Database, world: World, sign_in: SignIn
) -> None:
    id = await made(database, world, "customer", name="甲公司", city="苏州", amount=1)
    client = await sign_in(world.company, world.owner)
    mine = Form((await client.get(f"/f/customer/{id}/edit")).text, "record").data
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        await update_record(db, world.owner, view, id, {"city": "上海", "amount": 777}, version=1)
        await db.commit()
    answer = await client.post(f"/f/customer/{id}", data={**mine, "amount": ["888"]})
    assert answer.status_code == 409
    assert "<td>负责人" not in answer.text
    assert "苏州" not in answer.text
    again = await client.post(f"/f/customer/{id}", data=Form(answer.text, "record").data)
    assert again.status_code == 303
    values = await values_of(database, world, "customer", id)
    assert (values["city"], values["amount"]) == ("上海", 888)


async def test_somebody_who_sees_no_lines_does_not_change_the_total(database: Database, world: World) -> None:
    customer = await made(database, world, "customer", name="甲公司")
    id = await made(database, world, "quote", customer=customer, lines=[{"item": "件", "price": 5}])
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "quote")
        record = await update_record(db, world.owner, view, id, {"terms": "现款"}, version=1)
        assert record.values["total"] == 5

"""Adding, changing and removing fields."""

import pytest

from saas.forms.actions import add_field, change_field, remove_field, removed_fields, restore_field
from saas.forms.queries import forms_of
from saas.kit.errors import Invalid
from saas.records.query import ListQuery, list_records
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World


async def added(database: Database, world: World, **given: object) -> str:
    async with database.tenant(world.company) as db:
        row = await add_field(db, world.owner, (await forms_of(db)).get("customer"), given)
        await db.commit()
        return row.name


async def test_a_new_field_takes_values_and_can_be_filtered(database: Database, world: World) -> None:
    name = await added(database, world, label="客户性质", kind="choice", choices="国企\n民企")
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, {"name": "甲公司", name: "民企"})
        found = await list_records(
            db, world.owner, view, ListQuery(filter={"field": name, "op": "any_of", "value": ["民企"]})
        )
    assert name == "kehuxingzhi"
    assert [each.id for each in found.records] == [record.id]


async def test_a_required_field_is_asked_for(database: Database, world: World) -> None:
    name = await added(database, world, label="信用额度", kind="money", required=True)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        with pytest.raises(Invalid) as refused:
            await create_record(db, world.owner, view, {"name": "甲公司"})
    assert name in refused.value.errors


async def test_a_unique_field_refuses_the_second_same_value(database: Database, world: World) -> None:
    name = await added(database, world, label="客户编号", kind="text", unique=True)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        await create_record(db, world.owner, view, {"name": "甲公司", name: "K1"})
        with pytest.raises(Invalid) as refused:
            await create_record(db, world.owner, view, {"name": "乙公司", name: "K1"})
    assert name in refused.value.errors


async def test_a_default_that_cannot_be_read_is_refused(database: Database, world: World) -> None:
    with pytest.raises(Invalid) as refused:
        await added(database, world, label="额度", kind="number", default="很多")
    assert "default" in refused.value.errors


@pytest.mark.parametrize("name", ["id", "owner", "x; DROP TABLE y", "名字", "name"])
async def test_a_hostile_or_taken_api_name_is_refused(database: Database, world: World, name: str) -> None:
    with pytest.raises(Invalid):
        await added(database, world, label="字段", kind="text", name=name)


async def test_a_removed_field_is_gone_and_comes_back_with_its_values(database: Database, world: World) -> None:
    name = await added(database, world, label="备用电话", kind="mobile")
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, {"name": "甲公司", name: "13812345678"})
        await remove_field(db, world.owner, (await forms_of(db)).get("customer"), name)
        await db.commit()
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        assert name not in (await view_form(db, world.owner, "customer")).by_name
        [row] = await removed_fields(db, form)
        await restore_field(db, world.owner, form, row.id)
        await db.commit()
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        [found] = (await list_records(db, world.owner, view, ListQuery())).records
    assert found.id == record.id
    assert found.values[name] == "138****5678"


async def test_a_changed_label_keeps_the_api_name(database: Database, world: World) -> None:
    name = await added(database, world, label="性质", kind="text")
    async with database.tenant(world.company) as db:
        await change_field(db, world.owner, (await forms_of(db)).get("customer"), name, {"label": "企业性质"})
        await db.commit()
    async with database.tenant(world.company) as db:
        assert (await forms_of(db)).get("customer").by_name[name].text == "企业性质"


async def test_another_revision_is_not_seen_before_the_commit(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await add_field(db, world.owner, (await forms_of(db)).get("customer"), {"label": "暂存", "kind": "text"})
        assert "zancun" in (await forms_of(db)).get("customer").by_name
        await db.rollback()
    async with database.tenant(world.company) as db:
        assert "zancun" not in (await forms_of(db)).get("customer").by_name

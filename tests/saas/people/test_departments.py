"""Departments."""

import pytest

from saas.kit.errors import Invalid, NotFound
from saas.people.departments import add_department, department_choices, rename_department, tree_of
from saas.people.directory import directory_of
from tenants.engines import Database
from tests.conftest import World


async def test_departments_stand_below_their_parents(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await add_department(db, world.owner, "华东", parent_id=1)
        await add_department(db, world.owner, "华南", parent_id=1)
        await add_department(db, world.owner, " 苏州 ", parent_id=2)
        directory = await directory_of(db)
        assert [(name, depth) for _id, name, depth in tree_of(directory)][1:] == [("华东", 1), ("苏州", 2), ("华南", 1)]
        assert department_choices(directory)[2] == (4, "\u3000\u3000苏州")


async def test_names_are_unique_and_not_empty(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await add_department(db, world.owner, "华东", parent_id=1)
        for name, parent in (("华东", 1), ("  ", 1), ("x" * 61, 1), ("华北", 99)):
            with pytest.raises(Invalid):
                await add_department(db, world.owner, name, parent_id=parent)
        with pytest.raises(Invalid):
            await rename_department(db, world.owner, 1, "华东")
        await rename_department(db, world.owner, 2, "华东大区")
        with pytest.raises(NotFound):
            await rename_department(db, world.owner, 99, "华西")

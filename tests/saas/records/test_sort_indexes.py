"""Big tables get an index for each way in which people sort them, within a budget."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from saas.forms.queries import forms_of
from saas.forms.tuning import tune_table
from saas.kit.clock import today
from saas.people.model import Department
from saas.people.viewer import Viewer
from saas.records.order import page_of, sort_keys
from saas.records.plans import plan_for
from saas.records.query import ListQuery, list_records, rows_wanted, sum_up
from saas.records.scope import scope_params
from saas.records.sort_indexes import MOST, SortUse, build_used, remember_use
from saas.records.view import view_form
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World

FILL = """INSERT INTO {table}
  (id, created_at, updated_at, version, title_key, search_text, owner_id, department_id, {amount}, {level})
SELECT gen_random_uuid(), now(), now(), 1, n::text, n::text, n % 20, 1, n % 1000, (ARRAY['A', 'B', 'C'])[n % 3 + 1]
FROM generate_series(1, {count}) n"""


async def filled(database: Database, world: World, count: int = 6000) -> None:
    """Fill the customer table and tune it."""
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        table = f"{world.company.schema}.{form.table.name}"
        columns = {name: form.by_name[name].column for name in ("amount", "level")}
        await db.execute(text(FILL.format(table=table, count=count, **columns)))
        await db.execute(text(f"ANALYZE {table}"))
        await db.commit()
        await db.begin_again()
        await tune_table(db, form)
        await db.commit()


async def built(database: Database, world: World) -> set[str]:
    """Give the columns of the customer table's sort indexes."""
    async with database.tenant(world.company) as db:
        table = (await forms_of(db)).get("customer").table.name
        query = text(
            "SELECT substring(indexdef FROM 'btree [(](.*)[)] WHERE') FROM pg_indexes"
            " WHERE schemaname = :schema AND indexname LIKE :like"
        )
        found = await db.execute(query, {"schema": world.company.schema, "like": f"{table}\\_s\\_%"})
        return set(found.scalars())


async def used(database: Database, world: World, *uses: tuple[str, bool]) -> None:
    """Have sorts used, and build what they want."""
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        for sort, own in uses:
            await remember_use(db, form, sort, own)
        await build_used(db, form)
        await db.commit()


async def plan(database: Database, world: World, viewer: Viewer, *sort: str) -> str:
    """Tell how PostgreSQL reads the first page of a list."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "customer")
        wanted = rows_wanted(db, view, ListQuery())
        query = page_of(plan_for(view, ("name",)).select.where(wanted), view, sort_keys(view, sort), 51)
        await db.execute(text(f"ANALYZE {world.company.schema}.{view.table.name}"))
        compiled = await db.run_sync(lambda session: query.compile(session.connection()))
        connection = await db.connection()
        parameters = compiled.construct_params(await scope_params(db, viewer))
        rows = await connection.exec_driver_sql(f"EXPLAIN {compiled}".replace("tenant.", ""), parameters)
        return "\n".join(rows.scalars())


@pytest.mark.parametrize("sort", [("-amount",), ("amount",), ("level", "-amount"), ("-level",), ("-updated_at",)])
@pytest.mark.parametrize("who", ["owner", "rep"])
async def test_a_sorted_list_of_a_big_table_is_read_from_an_index(
    database: Database, world: World, who: str, sort: tuple[str, ...]
) -> None:
    await filled(database, world)
    viewer = getattr(world, who)
    async with database.tenant(world.company) as db:
        await list_records(db, viewer, await view_form(db, viewer, "customer"), ListQuery(sort=sort))
        [asked] = db.deferred
    own = who == "rep"
    assert asked.args == {"form": asked.args["form"], "sort": ",".join(sort), "own": own}
    await used(database, world, (",".join(sort), own))
    told = await plan(database, world, viewer, *sort)
    assert "_s_" in told
    assert "Sort" not in told


async def test_it_is_asked_for_once_a_day(database: Database, world: World) -> None:
    await filled(database, world)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        for page in range(3):
            await list_records(db, world.owner, view, ListQuery(sort=("-amount",), offset=50 * page))
        assert len(db.deferred) == 1


async def test_a_small_table_is_sorted_without(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await list_records(db, world.owner, await view_form(db, world.owner, "customer"), ListQuery(sort=("-amount",)))
        assert db.deferred == []


async def test_the_sorts_that_are_used_most_have_the_indexes(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        names = [field.name for field in (await forms_of(db)).get("customer").fields if field.kind.numeric]
        names += ["updated_at", "created_at", "next_follow_up", "first_contact", "level", "stage", "province", "name"]
    many = [(f"{sign}{name}", False) for name in names for sign in ("", "-")]
    assert len(many) > MOST
    await used(database, world, *many)
    assert len(await built(database, world)) == MOST
    async with database.tenant(world.company) as db:
        await db.execute(update(SortUse).values(day=today() - timedelta(3)))
        await db.commit()
    await used(database, world, (many[-1][0], False))
    assert any(each.startswith("title_key DESC") for each in await built(database, world))


async def test_an_index_that_nobody_used_for_a_month_goes(database: Database, world: World) -> None:
    await used(database, world, ("-amount", True))
    assert [each.partition(",")[0] for each in await built(database, world)] == ["owner_id"]
    async with database.tenant(world.company) as db:
        await db.execute(update(SortUse).values(day=today() - timedelta(31)))
        await db.commit()
    await used(database, world, ("-updated_at", False))
    assert await built(database, world) == {"updated_at DESC, id DESC"}


async def test_a_sort_by_a_field_that_was_removed_is_no_matter(database: Database, world: World) -> None:
    await used(database, world, ("-gone", False), ("-amount", False))
    assert len(await built(database, world)) == 1


async def test_a_manager_counts_and_adds_up_their_department_and_what_is_their_own(
    database: Database, world: World
) -> None:
    async with database.tenant(world.company) as db:
        branch = Department(name="华东部", parent_id=1)
        db.add(branch)
        await db.flush()
        viewer = Viewer(7, "主管", branch.id, frozenset({"manager"}))
        await bump_revision(db)
        await db.commit()
    await filled(database, world)
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "customer")
        assert view.form.indexed
        there = {"schema": world.company.schema, "table": view.table.name}
        # Of their own, one lies in their department, one in none, the others in another.
        for change in (
            "department_id = {branch} WHERE title_key::int % 60 = 0 OR title_key = '7'",
            "department_id = NULL WHERE title_key = '27'",
        ):
            await db.execute(text(("UPDATE {schema}.{table} SET " + change).format(branch=branch.id, **there)))
        mine = [n for n in range(1, 6001) if n % 20 == 7 or n % 60 == 0]
        [amount] = [field for field in view.fields if field.name == "amount"]
        count, total = await sum_up(db, viewer, view, ListQuery(), (amount,))
        page = await list_records(db, viewer, view, ListQuery(sort=("-amount",)), total=True)
    assert (count, total) == (len(mine), sum(n % 1000 for n in mine))
    assert page.total == count

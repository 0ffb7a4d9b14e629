"""Big tables get an index for each way in which people sort them, within a budget."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from saas.forms.queries import forms_of
from saas.forms.tuning import tune_table
from saas.kit.clock import today
from saas.people.model import Department
from saas.people.viewer import Viewer
from saas.records.aggregate import Aggregation, Measure, aggregate
from saas.records.order import Cut, sort_keys
from saas.records.parts import page_by_part
from saas.records.query import ListQuery, list_records, rows_asked_for, sum_up
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


async def used(database: Database, world: World, *uses: tuple[str, str]) -> None:
    """Have sorts used, and build what they want."""
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        for sort, lead in uses:
            await remember_use(db, form, sort, lead)
        await build_used(db, form)
        await db.commit()


async def plan(database: Database, world: World, viewer: Viewer, *sort: str) -> str:
    """Tell how PostgreSQL reads the first page of a list."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "customer")
        params = await scope_params(db, viewer)
        asked = rows_asked_for(db, view, ListQuery())
        query = page_by_part(view, asked, ("name",), sort_keys(view, sort), Cut(51), len(params["_tree"]))
        await db.execute(text(f"ANALYZE {world.company.schema}.{view.table.name}"))
        compiled = await db.run_sync(lambda session: query.compile(session.connection()))
        connection = await db.connection()
        rows = await connection.exec_driver_sql(
            f"EXPLAIN {compiled}".replace("tenant.", ""), compiled.construct_params(params)
        )
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
    lead = "owner_id" if who == "rep" else ""
    assert asked.args == {"form": asked.args["form"], "sort": ",".join(sort), "lead": lead}
    await used(database, world, (",".join(sort), lead))
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
    many = [(f"{sign}{name}", "") for name in names for sign in ("", "-")]
    assert len(many) > MOST
    await used(database, world, *many)
    assert len(await built(database, world)) == MOST
    async with database.tenant(world.company) as db:
        await db.execute(update(SortUse).values(day=today() - timedelta(3)))
        await db.commit()
    await used(database, world, (many[-1][0], ""))
    assert any(each.startswith("title_key DESC") for each in await built(database, world))


async def test_an_index_that_nobody_used_for_a_month_goes(database: Database, world: World) -> None:
    await used(database, world, ("-amount", "owner_id"))
    assert [each.partition(",")[0] for each in await built(database, world)] == ["owner_id"]
    async with database.tenant(world.company) as db:
        await db.execute(update(SortUse).values(day=today() - timedelta(31)))
        await db.commit()
    await used(database, world, ("-updated_at", ""))
    assert await built(database, world) == {"updated_at DESC, id DESC"}


async def test_a_sort_by_a_field_that_was_removed_is_no_matter(database: Database, world: World) -> None:
    await used(database, world, ("-gone", ""), ("-amount", ""))
    assert len(await built(database, world)) == 1


async def a_manager(database: Database, world: World, departments: int, nth: int = 60) -> Viewer:
    """Make a manager of a department with some below it, which have each nth of 6,000 customers."""
    async with database.tenant(world.company) as db:
        branch = Department(name="华东部", parent_id=1)
        db.add(branch)
        await db.flush()
        below = [Department(name=f"华东{n}部", parent_id=branch.id) for n in range(departments - 1)]
        db.add_all(below)
        await db.flush()
        viewer = Viewer(7, "主管", branch.id, frozenset({"manager"}))
        ids = [department.id for department in (branch, *below)]
        await bump_revision(db)
        await db.commit()
    await filled(database, world)
    async with database.tenant(world.company) as db:
        there = {"schema": world.company.schema, "table": (await forms_of(db)).get("customer").table.name}
        # Of their own, some lie in their departments, one in none, the others in another.
        for change in (
            "department_id = (ARRAY{ids})[title_key::int / {nth} % {count} + 1]"
            " WHERE title_key::int % {nth} = 0 OR title_key IN ('7', '47')",
            "department_id = NULL WHERE title_key = '27'",
        ):
            written = ("UPDATE {schema}.{table} SET " + change).format(ids=ids, count=len(ids), nth=nth, **there)
            await db.execute(text(written))
        await db.commit()
    return viewer


MANAGED = [n for n in range(1, 6001) if n % 20 == 7 or n % 60 == 0]


@pytest.mark.parametrize("departments", [1, 3, 4, 5, 9])
async def test_a_manager_counts_and_lists_their_departments_and_what_is_their_own(
    database: Database, world: World, departments: int
) -> None:
    viewer = await a_manager(database, world, departments)
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "customer")
        assert view.form.indexed
        [amount] = [field for field in view.fields if field.name == "amount"]
        count, total = await sum_up(db, viewer, view, ListQuery(), (amount,))
        assert (count, total) == (len(MANAGED), sum(n % 1000 for n in MANAGED))
        [bucket] = await aggregate(db, viewer, view, Aggregation((), (Measure("count"), Measure("avg", "amount"))))
        assert bucket.measures["count"] == count
        assert bucket.measures["avg_amount"] == round(total / count, 6)
        pages = [
            await list_records(db, viewer, view, ListQuery(sort=("-amount",), offset=offset, size=150), total=True)
            for offset in range(0, 450, 150)
        ]
        after = await list_records(db, viewer, view, ListQuery(sort=("-amount",), size=150, after=pages[0].next or ""))
    listed = [record for page in pages for record in page.records]
    assert [int(record.values["amount"]) for record in listed] == sorted((n % 1000 for n in MANAGED), reverse=True)
    assert len({record.id for record in listed}) == pages[0].total == count
    assert [record.id for record in after.records] == [record.id for record in pages[1].records]


@pytest.mark.parametrize("sort", [("-amount",), ("level", "-amount")])
@pytest.mark.parametrize("departments", [1, 3])
async def test_a_manager_of_few_departments_reads_a_sorted_list_from_an_index(
    database: Database, world: World, sort: tuple[str, ...], departments: int
) -> None:
    viewer = await a_manager(database, world, departments, nth=2)
    async with database.tenant(world.company) as db:
        await list_records(db, viewer, await view_form(db, viewer, "customer"), ListQuery(sort=sort))
        [asked] = db.deferred
    assert asked.args["lead"] == "department_id"
    await used(database, world, (",".join(sort), "department_id"))
    told = await plan(database, world, viewer, *sort)
    assert told.count("_s_") >= departments

"""Big tables get indexes to search, to count and to list by; small ones do without."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from saas.forms.queries import forms_of
from saas.forms.tuning import tune_table, untuned
from saas.kit.pairs import query_words, title_texts
from saas.records.view import view_form
from saas.search.match import matches
from tenants.engines import Database
from tests.conftest import World

FILL = """INSERT INTO {table} (id, created_at, updated_at, version, title_key, search_text, owner_id)
SELECT gen_random_uuid(), now(), now(), 1, n::text, n || repeat('x', 500), n % 20
FROM generate_series(1, {count}) n"""

LITERAL = {"literal_binds": True}


async def indexes(database: Database, world: World, like: str) -> set[str]:
    """Name indexes of the customer table."""
    async with database.tenant(world.company) as db:
        table = (await forms_of(db)).get("customer").table.name
        where = "schemaname = :schema AND tablename = :table AND indexname LIKE :like"
        query = text(f"SELECT indexname FROM pg_indexes WHERE {where}")
        rows = await db.execute(query, {"schema": world.company.schema, "table": table, "like": like})
        return set(rows.scalars())


async def filled(database: Database, world: World, count: int) -> None:
    """Fill the customer table and tune it."""
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        table = f"{world.company.schema}.{form.table.name}"
        await db.execute(text(FILL.format(table=table, count=count)))
        await db.execute(text(f"ANALYZE {table}"))
        await db.commit()
        await db.begin_again()
        await tune_table(db, form)
        await db.commit()


async def test_a_small_table_gets_none(database: Database, world: World) -> None:
    await filled(database, world, 100)
    async with database.tenant(world.company) as db:
        assert not (await forms_of(db)).get("customer").indexed
    for like in (r"%\_search", r"%\_k", r"%\_owner"):
        assert await indexes(database, world, like) == set()


async def test_a_big_table_gets_all_of_them(database: Database, world: World) -> None:
    await filled(database, world, 100)
    assert world.company.id not in {company for company, _ in await untuned(database)}
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        await db.execute(text(FILL.format(table=f"{world.company.schema}.{form.table.name}", count=5000)))
        await db.execute(text(f"ANALYZE {world.company.schema}.{form.table.name}"))
        await db.commit()
    assert (world.company.id, form.id) in await untuned(database)
    await filled(database, world, 1)
    names = ("search", "title", "updated", "owner", "department", "k", "l", "i")
    assert [len(await indexes(database, world, rf"%\_{name}")) for name in names] == [1, 1, 1, 1, 1, 1, 1, 2]
    assert (world.company.id, form.id) not in await untuned(database)


async def test_a_big_table_is_counted_and_added_up_without_visiting_its_rows(database: Database, world: World) -> None:
    await filled(database, world, 6000)
    async with database.tenant(world.company) as db:
        table = (await forms_of(db)).get("customer").table.name
        query = (
            f"EXPLAIN SELECT count(*), sum(f_14) FROM {table} WHERE owner_id = 1 AND deleted_at IS NULL AND f_11 = 'A'"
        )
        async with database.admin.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql(f"VACUUM ANALYZE {world.company.schema}.{table}")
        plan = "\n".join((await db.execute(text(query))).scalars())
    assert f"Index Only Scan using {table}_w_" in plan


@pytest.mark.parametrize(("typed", "asked"), [("42", True), ("xx", False), ("公司", False)])
async def test_a_search_of_a_big_table_asks_the_index_for_what_is_rare(
    database: Database, world: World, typed: str, asked: bool
) -> None:
    await filled(database, world, 6000)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        assert view.form.indexed
        await db.execute(text(f"ANALYZE {world.company.schema}.{view.table.name}"))
        query = select(view.table.c.id).where(matches(view, db.cipher, typed))
        sql = await db.run_sync(lambda session: str(query.compile(session.connection(), compile_kwargs=LITERAL)))
        plan = "\n".join((await db.execute(text("EXPLAIN " + sql.replace("tenant.", "")))).scalars())
    assert (f"Bitmap Index Scan on {view.table.name}_search" in plan) == asked


@pytest.mark.parametrize("typed", ["卡比", "物流", "龘㐀", "𠮷", "张", "c++", "oi", "ld", "xmkb", "bm", "ā", "100%"])
async def test_the_index_finds_whatever_looking_through_the_table_finds(
    database: Database, world: World, typed: str
) -> None:
    titles = ("厦门卡比龙ABC物流有限公司", "龘㐀𠮷吉", "张", "C++ \\1 (Oil & Gold)", "[BM] a.b*c", "Āb é 100% 省")
    await filled(database, world, 6000)
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        table = view.table
        for n, title in enumerate(titles, 1):
            new = {"search_text": title_texts(title)[1]}
            await db.execute(update(table).where(table.c.title_key == str(n)).values(new))
        await db.execute(text("SET LOCAL enable_seqscan = off"))
        found = select(table.c.title_key).where(matches(view, db.cipher, typed), table.c.search_text.not_like("%xx"))
        keys = set((await db.execute(found)).scalars())
    words = query_words(typed)
    assert keys == {str(n) for n, title in enumerate(titles, 1) if all(word in title_texts(title)[1] for word in words)}
    assert keys


async def test_the_index_to_count_by_follows_the_fields(database: Database, world: World) -> None:
    await filled(database, world, 6000)
    before = await indexes(database, world, r"%\_w\_%")
    async with database.tenant(world.company) as db:
        form = (await forms_of(db)).get("customer")
        kept = [field for field in form.fields if field.name != "amount"]
        await tune_table(db, replace(form, fields=kept))
    after = await indexes(database, world, r"%\_w\_%")
    assert len(before) == len(after) == 1
    assert before != after

"""Big tables get indexes for every way to sort what is one's own; small ones do without."""

from sqlalchemy import text

from saas.forms.queries import forms_of
from saas.forms.tuning import tune_table, untuned
from tenants.engines import Database
from tests.conftest import World

FILL = """INSERT INTO {table} (id, created_at, updated_at, version, title_key, search_text, search, owner_id)
SELECT gen_random_uuid(), now(), now(), 1, n::text, '', '', 1 FROM generate_series(1, {count}) n"""


async def indexes(database: Database, world: World) -> set[str]:
    """Name the sort indexes of the customer table."""
    async with database.tenant(world.company) as db:
        table = (await forms_of(db)).get("customer").table.name
        query = "SELECT indexname FROM pg_indexes WHERE schemaname = :schema AND tablename = :table"
        rows = await db.execute(text(query), {"schema": world.company.schema, "table": table})
        return {name for name in rows.scalars() if name.endswith("_s")}


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


async def test_a_small_table_gets_none(database: Database, world: World) -> None:
    await filled(database, world, 100)
    assert await indexes(database, world) == set()


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
    assert len(await indexes(database, world)) == 6
    assert (world.company.id, form.id) not in await untuned(database)

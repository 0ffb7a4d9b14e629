"""Several installations may share one PostgreSQL server."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, select

from saas.signup.found import Founder, found_company
from tenants.app_role import app_password, app_role, ensure_app_role
from tenants.companies import CompanyRow
from tenants.engines import Database
from tenants.keys import KeyRing, LocalKey
from tenants.migrations.all import migrate_platform
from tests.conftest import World

KEK = b"another installation's own key.."


@pytest.fixture
def neighbour(admin_url: str) -> Iterator[str]:
    """Another installation's database on the server under test, named as people do: not as SQL likes it."""
    name = f"Guanxi-Test.{secrets.token_hex(4)}"
    url = make_url(admin_url).set(database=name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(f"DROP ROLE IF EXISTS {app_role(url)}")


async def test_a_neighbour_on_the_same_server_disturbs_nobody(database: Database, world: World, neighbour: str) -> None:
    ensure_app_role(neighbour, app_password(KEK))
    beside = Database(neighbour, app_password(KEK), KeyRing(LocalKey(KEK)))
    try:
        migrate_platform(beside)
        founder = Founder("邻居", "owner@next.cn", "")
        company, _owner = await found_company(beside, label="next", name="隔壁", founder=founder, locale="zh-Hans")
        for each, its in ((beside, company), (database, world.company)):
            await each.engine.dispose()
            async with each.platform() as platform:
                assert (await platform.execute(select(CompanyRow))).all()
            async with each.tenant(its) as db:
                assert db.revision > 0
    finally:
        await beside.close()


def test_the_default_database_has_the_role_of_the_handbook() -> None:
    assert role_for("guanxi") == "guanxi_app"


def test_every_database_has_a_role_of_its_own_that_sql_takes_as_it_stands() -> None:
    names = ["crm", "crm_app", "CRM", "Crm", "c-r-m", "c.r.m", "客户", "pg_crm", "2crm", 'x"; DROP ROLE guanxi_app; --']
    names += ["a" * 59, "a" * 60, "a" * 62 + "b", "a" * 62 + "c", "中" * 21]
    roles = {role_for(name) for name in names}
    assert len(roles) == len(names)
    assert all(role.isascii() and role.isidentifier() and role.islower() and len(role) <= 63 for role in roles)
    assert not any(role.startswith("pg_") for role in roles)


def role_for(database: str) -> str:
    return app_role(make_url("postgresql://admin@db").set(database=database))

"""One real PostgreSQL per test process, one fresh company per test, and the people in it.

安然 owns 恒泽 (acme), 本杰 is a sales rep there, 方审 its auditor. 楚月 owns another company (other).
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from saas.people.model import Person, PersonRole
from saas.people.viewer import Viewer
from saas.signup.found import Founder, found_company
from tenants.app_role import app_password, app_role, ensure_app_role
from tenants.companies import Company
from tenants.embedded import EmbeddedServer
from tenants.engines import Database
from tenants.keys import KeyRing, LocalKey
from tenants.migrations.all import migrate_platform
from tenants.queue import close_queue, open_queue
from tenants.revisions import bump_revision
from tenants.settings import Settings

KEK = b"0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="session")
def data() -> Iterator[Path]:
    """A data folder that goes away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def admin_url(data: Path) -> Iterator[str]:
    """A database of our own on the server under test: the built-in one, or GUANXI_TEST_DATABASE_URL."""
    given = os.environ.get("GUANXI_TEST_DATABASE_URL")
    server = None if given else EmbeddedServer.start(data)
    url = make_url(given or (server.url if server else ""))
    name = f"guanxi_test_{secrets.token_hex(4)}"
    plain = url.render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        if server:  # Nothing of it outlives the tests, not even a power cut.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
    url = url.set(database=name)
    yield url.render_as_string(hide_password=False)
    if server:
        server.stop()
        return
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE IF EXISTS {app_role(url)}")


@pytest.fixture(scope="session")
async def database(admin_url: str) -> AsyncIterator[Database]:
    """The migrated platform, with the queue open but no worker running."""
    password = app_password(KEK)
    ensure_app_role(admin_url, password)
    database = Database(admin_url, password, KeyRing(LocalKey(KEK)))
    migrate_platform(database)
    await open_queue(database)
    yield database
    await close_queue()
    await database.close()


@pytest.fixture(scope="session")
def settings(data: Path, admin_url: str) -> Settings:
    """Settings as a developer has them."""
    return Settings(data=data, database_url=admin_url, kek=KEK, port=8000)


@dataclass(frozen=True)
class World:
    """A company and the people in it."""

    company: Company
    owner: Viewer
    rep: Viewer
    auditor: Viewer


async def make_world(database: Database, label: str, names: tuple[str, str, str]) -> World:
    """Found a company with an owner, a rep and an auditor. Passwords are not set: log in through `sign_in`."""
    founder = Founder(names[0], f"owner@{label}.cn", "")
    company, owner_id = await found_company(database, label=label, name="恒泽", founder=founder, locale="zh-Hans")
    async with database.tenant(company) as db:
        made = []
        for name, role in ((names[1], "rep"), (names[2], "auditor")):
            person = Person(email=f"{role}@{label}.cn", name=name, department_id=1, status="active", locale="zh-Hans")
            db.add(person)
            await db.flush()
            db.add(PersonRole(person_id=person.id, role=role))
            made.append(Viewer(person.id, name, 1, frozenset({role})))
        await bump_revision(db)
        await db.commit()
    return World(company, Viewer(owner_id, names[0], 1, frozenset({"owner"})), made[0], made[1])


@pytest.fixture
async def world(database: Database) -> World:
    """A company of its own for each test."""
    return await make_world(database, f"acme-{secrets.token_hex(4)}", ("安然", "本杰", "方审"))


@pytest.fixture(scope="session")
async def other(database: Database) -> World:
    """Somebody else's company."""
    return await make_world(database, f"other-{secrets.token_hex(4)}", ("楚月", "戴文", "古静"))

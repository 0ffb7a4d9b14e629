"""How long it takes from the click on the confirmation link to a workspace. Run: `python tests/bench/bench_signup.py`.

The floor is the same DDL as one script through psycopg: what PostgreSQL itself needs to make such a company.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
import psycopg

from saas.packs.install import crm_script
from saas.signup.found import Founder, found_company
from tenants.installation import Installation
from tenants.migrations import PLACEHOLDER, tenant_script
from tenants.queue import close_queue, open_queue
from tenants.settings import Settings
from web.app import create_app

CEILING = 300.0  # Milliseconds to provision a company.
CLICK_CEILING = 1000.0  # Milliseconds from the click to the first page.
ROUNDS = 9


def main() -> int:
    """Measure both in turn, so that a busy moment falls on both; exit 1 above a ceiling."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        Path(folder).chmod(0o711)
        installation = Installation.open(Settings(data=Path(folder) / "data"), own=True)
        installation.migrate()
        founding, floor, click = asyncio.run(measure(installation))
    print(f"provisioning {founding:.0f} ms   the same DDL by psycopg {floor:.0f} ms   ratio {founding / floor:.2f}")
    print(f"click to first page {click:.0f} ms   (may reach {CLICK_CEILING:.0f}; provisioning {CEILING:.0f})")
    return int(founding > CEILING or click > CLICK_CEILING)


async def measure(installation: Installation) -> tuple[float, float, float]:
    """Give the medians in milliseconds: founding a company, the floor, and click to first page."""
    database = installation.database
    await open_queue(database)
    found, floors, clicks = [], [], []
    for n in range(ROUNDS):
        floors.append(bare(database.admin_dsn, f"w_{n:010}"))
        start = perf_counter()
        founder = Founder("安然", "anran@hengze.cn", "")
        await found_company(database, label=f"bench-{n}", name="恒泽", founder=founder, locale="zh-Hans")
        found.append(perf_counter() - start)
        clicks.append(await click(installation, f"click-{n}"))
    await close_queue()
    await installation.close()
    return median(found) * 1000, median(floors) * 1000, median(clicks) * 1000


def bare(dsn: str, schema: str) -> float:
    """Make a company's tables by hand."""
    script = f"CREATE ROLE {schema} NOLOGIN; GRANT {schema} TO CURRENT_USER; CREATE SCHEMA {schema};"
    script += f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {schema};{tenant_script(schema)}"
    script += f"SET LOCAL ROLE {schema};{crm_script().replace(PLACEHOLDER, schema)}"
    start = perf_counter()
    with psycopg.connect(dsn) as connection:
        connection.execute(script)
    return perf_counter() - start


async def click(installation: Installation, label: str) -> float:
    """Sign up, then follow the mailed link through to the workspace, as a browser does."""
    settings, database = installation.settings, installation.database
    transport = httpx.ASGITransport(create_app(settings, database), client=(f"10.0.0.{label[6:]}", 1))
    async with httpx.AsyncClient(transport=transport, base_url=settings.base_url, follow_redirects=True) as browser:
        await browser.get("/signup")
        form = {
            "company": "恒泽",
            "host": label,
            "name": "安然",
            "email": f"a@{label}.cn",
            "password": "three odd words",
        }
        await browser.post("/signup", data=form, headers={"x-csrftoken": browser.cookies["csrf"]})
        async with database.platform() as db:
            connection = await db.connection()
            body = (
                await connection.exec_driver_sql("SELECT body FROM platform.mails ORDER BY id DESC LIMIT 1")
            ).scalar_one()
        link = next(word for word in body.split() if "/signup/confirm/" in word)
        start = perf_counter()
        page = await browser.get(link)
        assert (page.status_code, page.url.path) == (200, "/")
        return perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())

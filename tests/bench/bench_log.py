"""How fast a log of a million lines is sealed, exported, checked and read. Run: `python tests/bench/bench_log.py`.

The lines are a busy company's year: 60 people, 100,000 customers, seven of ten lines a list of 50 records, and
the first pages of a list more often than the last.
"""

import asyncio
import io
import os
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeVar
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
from sqlalchemy import text

from saas.accounts.sessions import start_session
from saas.audit.export import begin_export, export_log
from saas.audit.query import LogQuery
from saas.audit.read import read_log
from saas.audit.seal import seal_company
from saas.audit.verify import verify
from saas.kit.clock import today
from saas.people.viewer import Viewer
from saas.signup.found import Founder, found_company
from tenants.companies import Company
from tenants.engines import Database
from tenants.installation import Installation
from tenants.settings import Settings
from web.app import create_app
from web.dependencies import COOKIE

CEILING = 50.0  # Milliseconds for a page.
ROUNDS = 9

T = TypeVar("T")

RECORDS = """
  CREATE TEMP TABLE records AS SELECT i, (lpad(to_hex(1700000000000 + i * 60000::bigint), 12, '0') || '7'
    || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid AS id FROM generate_series(0, 99999) i;
  CREATE INDEX ON records (i);
  CREATE TEMP TABLE pages AS SELECT k, (SELECT array_agg(id ORDER BY id DESC) FROM records
      WHERE i IN (SELECT (99000 * power((k * 50 + j) / 250000.0, 2))::integer + mod(j * k, 17)
                  FROM generate_series(0, 49) j)) AS ids
    FROM generate_series(1, 4999) k;
  CREATE INDEX ON pages (k);
"""
LINES = """
  INSERT INTO {schema}.operation_log (at, person_id, person, via, ip, action, form, record_id, record_ids, fields)
  SELECT now() - make_interval(secs => 31536000.0 * (1 - n / {lines}.0)), 1 + mod(n * 7919, 59), '本杰', 'web',
    '10.0.0.8', act,
    CASE WHEN act <> 'login' THEN CASE WHEN mod(n, 41) = 0 THEN 'contract' ELSE 'customer' END END,
    CASE WHEN act NOT IN ('list', 'login') THEN (SELECT id FROM records WHERE i = mod(n * 104729, 100000)) END,
    CASE WHEN act = 'list' THEN (SELECT ids FROM pages
      WHERE k = 1 + (4998 * power(mod(n * 7907, 4999) / 4999.0, 3))::integer) END,
    '{{name,level,stage,mobile,amount}}'
  FROM (SELECT n, CASE WHEN mod(n, 10) < 7 THEN 'list' WHEN mod(n, 10) < 9 THEN 'read'
    WHEN mod(n, 1000) = 999 THEN 'export' WHEN mod(n, 100) = 89 THEN 'reveal' WHEN mod(n, 50) = 19 THEN 'login'
    ELSE 'update' END AS act FROM generate_series({first}::bigint, {last}::bigint) n) made
"""


async def main(lines: int) -> int:
    """Measure each step; exit 1 when a page takes longer than the ceiling."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        os.chmod(folder, 0o711)
        installation = Installation.open(Settings(data=Path(folder) / "data"), own=True)
        try:
            installation.migrate()
            return await measure(installation.database, lines)
        finally:
            await installation.close()


async def measure(database: Database, lines: int) -> int:
    """Fill a company's log, then measure."""
    label = f"bench-{secrets.token_hex(3)}"
    company, _ = await found_company(
        database, label=label, name="恒泽", founder=Founder("安然", f"a@{label}.cn", ""), locale="zh-Hans"
    )
    records = await fill(database, company, lines)
    started = perf_counter()
    head = await seal_company(database, company)
    report("seal", perf_counter() - started, head.n)
    await seal_company(database, company)
    slowest = max(await read_pages(database, company, records), await open_pages(database, company, records))
    await export_and_verify(database, company, head.n)
    return int(slowest > CEILING)


async def fill(database: Database, company: Company, lines: int) -> list[UUID]:
    """Write the lines, and give a record that many lists hold, one that few do and one that none does."""
    started = perf_counter()
    async with database.admin.begin() as connection:
        await connection.exec_driver_sql(RECORDS)
        for first in range(1, lines + 1, 100_000):
            span = {"first": first, "last": min(first + 99_999, lines), "lines": lines, "schema": company.schema}
            await connection.exec_driver_sql(LINES.format(**span))
        rows = await connection.execute(text("SELECT id FROM records WHERE i IN (3, 50021, 99999) ORDER BY i"))
        found = list(rows.scalars())
    async with database.admin.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql(f"VACUUM ANALYZE {company.schema}.operation_log")
    report("fill", perf_counter() - started, lines)
    return found


async def read_pages(database: Database, company: Company, records: list[UUID]) -> float:
    """Read first pages with every filter, and print the median of each."""
    long_ago = today() - timedelta(days=200)
    queries = {
        "newest": LogQuery(),
        "person": LogQuery(person=7),
        "action": LogQuery(action="reveal"),
        "action that never was": LogQuery(action="restore"),
        "person and rare action": LogQuery(person=7, action="export"),
        "form": LogQuery(form="contract"),
        "form and action": LogQuery(form="contract", action="update"),
        "person, form and action": LogQuery(person=7, form="contract", action="read"),
        "a week long ago": LogQuery(since=long_ago, until=long_ago + timedelta(days=7)),
        "a person's quarter long ago": LogQuery(person=7, since=long_ago, until=long_ago + timedelta(days=90)),
        "a rare action long ago": LogQuery(action="export", until=long_ago),
        "a record in many lists": LogQuery(record=records[0]),
        "a record in few lists": LogQuery(record=records[1]),
        "a record in no list": LogQuery(record=records[2]),
        "a record, revealed": LogQuery(record=records[0], action="reveal"),
        "a record, one person": LogQuery(record=records[0], person=7),
        "a record, long ago": LogQuery(record=records[0], until=long_ago),
    }
    slowest = 0.0
    async with database.tenant(company) as db:
        for name, query in queries.items():
            page, took = await timed(lambda query=query: read_log(db, query))
            paused = f", searched back to {page.reached:%Y-%m-%d}" if page.reached else ""
            print(f"{name:28} {took:7.1f} ms   {len(page.entries)} lines{paused}", flush=True)
            slowest = max(slowest, took)
    return slowest


async def open_pages(database: Database, company: Company, records: list[UUID]) -> float:
    """Ask the application for whole pages, as the company's owner, and print the median of each."""
    settings = Settings(data=Path(), kek=secrets.token_bytes(32))
    async with database.tenant(company) as db:
        cookie = await start_session(db, 1, ip="", agent="bench")
        await db.commit()
    transport, slowest = httpx.ASGITransport(create_app(settings, database)), 0.0
    async with httpx.AsyncClient(transport=transport, base_url=settings.tenant_url(company.label)) as client:
        client.cookies.set(COOKIE, cookie)
        for path in ("/log", "/log?person=7&action=reveal", f"/log?record={records[0]}", f"/log?record={records[1]}"):
            answer, took = await timed(lambda path=path: client.get(path))
            print(
                f"GET {path[:24]:24} {took:7.1f} ms   {len(answer.content) // 1024} KB, {answer.status_code}",
                flush=True,
            )
            slowest = max(slowest, took)
    return slowest


async def timed(work: Callable[[], Awaitable[T]]) -> tuple[T, float]:
    """Do something several times; give its answer and the median in milliseconds."""
    took = []
    for _ in range(ROUNDS):
        started = perf_counter()
        answer = await work()
        took.append((perf_counter() - started) * 1000)
    return answer, median(took)


async def export_and_verify(database: Database, company: Company, lines: int) -> None:
    """Export into memory and check that."""
    async with database.tenant(company) as db:
        export = await begin_export(db, Viewer(0, "bench", 0, frozenset()), host="bench")
        await db.commit()
    started, out = perf_counter(), io.BytesIO()
    async for piece in export_log(database, company, export):
        out.write(piece)
    report("export", perf_counter() - started, lines)
    size = out.tell()
    out.seek(0)
    started = perf_counter()
    verdict = verify(out)
    report("verify", perf_counter() - started, lines)
    print(f"{size / 2**20:,.0f} MB, {verdict.sentence}")


def report(step: str, seconds: float, lines: int, **more: Any) -> None:
    """Print what a step took."""
    print(f"{step:28} {seconds:7.1f} s    {lines / seconds:,.0f} lines a second", flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))

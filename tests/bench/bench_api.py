"""What the requests of a rep, a manager and an owner take over 100,000 customers: access compiled, reading logged.

Run: `python tests/bench/bench_api.py [customers]`. The rep sees an eighth of them, as their owner; the manager an
eighth, by department; the owner all. The server is `guanxi serve --processes 2`; a client in a process of its own asks
over keep-alive connections, first over one, then over sixteen.

The floor, measured in the same run and on the same PostgreSQL: a bare psycopg connection sends the statements that our
own code sent for such requests, with their parameters, and reads all rows. Nothing is routed, looked up, checked,
decrypted or written as JSON or HTML there. The statement of a list, and a sum by stage as a whole, are also compared
with SQL written by hand for just that person, with the index that fits it best.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
import orjson
import psycopg

from saas.forms.queries import forms_of
from saas.forms.tuning import tune_table
from saas.records.sort_indexes import build_used, remember_use
from tenants.installation import Installation
from tenants.queue import close_queue, open_queue
from tenants.sessions import TenantSession
from tenants.settings import Settings
from tests.bench.api_claims import LIST, RATIO, SLACK, Claim, Place
from tests.bench.bench_import import Server
from tests.bench.customers import Staff, fill, make_company
from tests.bench.load import Measured, measured
from web.app import create_app
from web.dependencies import COOKIE

Sent = tuple[Any, Any]
STATEMENTS = 6  # At most, in one request.
CLIENTS = 16
LABEL = "bench"
WHO = ("rep", "manager", "owner")


@contextmanager
def noting() -> Iterator[list[Sent]]:
    """Note what is sent to the database. Nothing of it lasts: what would be committed is undone, to be sent again."""
    sent: list[Sent] = []
    execute, commit = psycopg.AsyncCursor.execute, TenantSession.commit

    async def note(self: Any, query: Any, parameters: Any = None, **more: Any) -> Any:
        sent.append((query, parameters))
        return await execute(self, query, parameters, **more)

    async def undo(self: TenantSession) -> None:
        await self.rollback()

    psycopg.AsyncCursor.execute, TenantSession.commit = note, undo  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        psycopg.AsyncCursor.execute, TenantSession.commit = execute, commit  # type: ignore[method-assign]


async def prepare(data: Path, customers: int) -> tuple[Place, dict[str, dict[str, list[list[Sent]]]]]:
    """Make the company, and note the statements of each kind of request, by who asks."""
    installation = Installation.open(Settings(data=data), own=True)
    try:
        installation.migrate()
        database = installation.database
        await open_queue(database)
        company, staff = await make_company(database, LABEL)
        await fill(database, company, staff.reps, customers)
        async with database.tenant(company) as db:
            place = await place_of(db, staff, database.dsn)
            await tune_table(db, (await forms_of(db)).get("customer"))
            await db.commit()
        async with database.tenant(company) as db:
            for lead in ("owner_id", "department_id", ""):
                await remember_use(db, (await forms_of(db)).get("customer"), "-amount", lead)
            await build_used(db, (await forms_of(db)).get("customer"))
            await db.commit()
        return place, {who: await note(installation, place, who) for who in WHO}
    finally:
        await close_queue()
        await installation.close()


async def place_of(db: TenantSession, staff: Staff, dsn: str) -> Place:
    """Look up where the customers are, and which of them are the rep's."""
    form = (await forms_of(db)).get("customer")
    table = f"{db.company.schema}.{form.table.name}"
    rows = await (await db.connection()).exec_driver_sql(
        f"SELECT id FROM {table} WHERE owner_id = {staff.rep.viewer.id} LIMIT 20000"
    )
    columns = {field.name: field.column for field in form.fields}
    return Place(db.company, staff, [str(id) for id in rows.scalars()], dsn, table, columns)


async def note(installation: Installation, place: Place, who: str) -> dict[str, list[list[Sent]]]:
    """Ask the application in-process, and note what it sends: by claim, the statements of each request."""
    settings = installation.settings
    transport = httpx.ASGITransport(create_app(settings, installation.database))
    noted: dict[str, list[list[Sent]]] = {}
    async with httpx.AsyncClient(transport=transport, base_url=settings.tenant_url(LABEL)) as client:
        for claim in place.claims(who):
            noted[claim.name] = []
            for method, path, body in claim.requests(claim.count // 4):
                headers = {"cookie": f"{COOKIE}={place.asker(who).cookie}"}
                if path.startswith("/api/"):
                    token = place.asker(who).token
                    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
                with noting() as sent:
                    answer = await client.request(method, path, content=body, headers=headers)
                assert answer.is_success, answer.text
                noted[claim.name].append(sent)
    return noted


async def floor(dsn: str, requests: list[list[Sent]], clients: int) -> Measured:
    """Send noted statements, request by request, each in a transaction."""
    connections = [await psycopg.AsyncConnection.connect(dsn) for _ in range(clients)]

    def sender(connection: psycopg.AsyncConnection[Any]) -> Callable[..., Awaitable[tuple[int, bytes]]]:
        cursor = connection.cursor()

        async def send(*statements: Sent) -> tuple[int, bytes]:
            for text, parameters in statements:
                await cursor.execute(text, parameters)
                if cursor.description:
                    await cursor.fetchall()
            await connection.commit()
            return 200, b""

        return send

    try:
        return await measured([sender(each) for each in connections], iter(requests), len(requests))
    finally:
        for connection in connections:
            await connection.close()


def load(server: Server, place: Place, who: str, claim: Claim, clients: int) -> Measured:
    """Have a client in a process of its own send a claim's requests."""
    head = f"Host: {LABEL}.localhost:{server.port}\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
    if claim.name == "list as a page":
        cookie = f"{COOKIE}={place.asker(who).cookie}"
        head = f"Host: {LABEL}.localhost:{server.port}\r\nAccept: text/html\r\nCookie: {cookie}\r\n"
    else:
        head += f"Authorization: Bearer {place.asker(who).token}\r\n"
    requests = [(method, path, body.decode()) for method, path, body in claim.requests(claim.count)]
    job = {"port": server.port, "head": head, "requests": requests, "clients": clients}
    client = [sys.executable, str(Path(__file__).with_name("load.py"))]
    done = subprocess.run(client, input=orjson.dumps(job), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return Measured(**orjson.loads(done.stdout))


def main(customers: int) -> int:
    """Measure and print every claim; exit 1 when one does not hold."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        os.chmod(folder, 0o711)
        data = Path(folder) / "data"
        place, noted = asyncio.run(prepare(data, customers))
        server = Server(data, "--processes", "2")
        held = []
        try:
            for who in WHO:
                print(f"{who}, {customers:,} customers", flush=True)
                held += [report(server, place, who, claim, noted[who][claim.name]) for claim in place.claims(who)]
        finally:
            server.stop()
    return int(not all(held))


def report(server: Server, place: Place, who: str, claim: Claim, noted: list[list[Sent]]) -> bool:
    """Measure one claim against its floor, print both, and tell whether it holds."""
    noted, half = noted[1:], len(noted) // 2  # The first one also opened what is kept open.
    bare, alone = asyncio.run(floor(place.dsn, noted[:half], 1)), load(server, place, who, claim, 1)
    bare_crowd, crowd = asyncio.run(floor(place.dsn, noted[half:], CLIENTS)), load(server, place, who, claim, CLIENTS)
    statements = max(map(len, noted)) + 1  # The commit.
    held, beside = by_hand(place, who, claim, noted, alone.median) if claim.by_hand else (True, "")
    print(
        f"  {claim.name:15}{alone.median:7.2f} ms ({_limit('at most', claim.slowest)}psycopg {bare.median:6.2f}, ratio"
        f" {alone.median / bare.median:4.1f}) {crowd.rate:5.0f} a second ({_limit('at least', claim.fewest)}psycopg"
        f" {bare_crowd.rate:5.0f}, ratio {bare_crowd.rate / crowd.rate:4.1f}) {statements} statements{beside}",
        flush=True,
    )
    quick = claim.slowest is None or alone.median <= claim.slowest
    return held and quick and crowd.rate >= (claim.fewest or 0) and statements <= STATEMENTS


def _limit(words: str, figure: float | None) -> str:
    return "" if figure is None else f"{words} {figure:g}; "


def by_hand(place: Place, who: str, claim: Claim, noted: list[list[Sent]], took: float) -> tuple[bool, str]:
    """Compare with hand-written SQL and the index that fits it: the statement of a list, a sum as a whole."""
    index, sql = place.by_hand(who, claim.by_hand)
    amount = place.columns["amount"]
    ours = (
        [next(sent for sent in some if f".{amount} DESC" in _text(sent)) for some in noted]
        if claim.by_hand == LIST
        else []
    )
    with psycopg.connect(place.dsn) as connection:
        connection.execute("RESET ROLE")
        mine = [timed(connection, *each, schema=place.company.schema) for each in ours]
    with psycopg.connect(place.dsn, autocommit=True) as connection:
        connection.execute(f"SET ROLE {place.company.schema}")
        connection.execute(index)
        connection.execute(f"ANALYZE {place.table}")
        theirs = median(timed(connection, sql, None, schema=place.company.schema) for _ in range(40))
        connection.execute(f"DROP INDEX {place.company.schema}.by_hand")
    if ours:
        return median(mine) <= RATIO * theirs, f"; its list {median(mine):.2f} ms, by hand {theirs:.2f}"
    return took <= theirs + SLACK, f"; by hand {theirs:.2f} ms"


def _text(sent: Sent) -> str:
    return sent[0].decode() if isinstance(sent[0], bytes) else str(sent[0])


def timed(connection: psycopg.Connection[Any], sql: Any, parameters: Any, *, schema: str) -> float:
    """Run a statement as a company's role and give its milliseconds."""
    connection.execute(f"SET ROLE {schema}")
    start = perf_counter()
    connection.execute(sql, parameters).fetchall()
    return (perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

"""What a sales rep's requests take over 100,000 customers, with compiled access and the read log on.

Run: `python tests/bench/bench_api.py [customers]`. The server is `guanxi serve --processes 2`; a client in a process of
its own asks over keep-alive connections, first over one, then over sixteen.

The floor, measured in the same run and on the same PostgreSQL: a bare psycopg connection sends the statements that our
own code sent for such requests, with their parameters, and reads all rows. Nothing is routed, looked up, checked,
decrypted or written as JSON or HTML there.
"""

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
import orjson
import psycopg

from saas.accounts.sessions import start_session
from saas.forms.queries import forms_of
from saas.forms.tuning import tune_table
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.installation import Installation
from tenants.queue import close_queue, open_queue
from tenants.sessions import TenantSession
from tenants.settings import Settings
from tests.bench.bench_import import Server
from tests.bench.customers import fill, make_company
from tests.bench.load import Measured, measured
from web.app import create_app
from web.dependencies import COOKIE

Request = tuple[str, str, bytes]
Sent = tuple[Any, Any]
STATEMENTS = 6  # At most, in one request.
CLIENTS = 16
LABEL = "bench"
FIELDS = "name,industry,province,city,contact_name,mobile,level,stage,amount,next_follow_up"
CONDITION = {
    "and": [{"field": "level", "op": "any_of", "value": ["A"]}, {"field": "amount", "op": "above", "value": 9}]
}
FILTER = quote(orjson.dumps(CONDITION))
RECORDS = "/api/v1/forms/customer/records"


class Claim(NamedTuple):
    """A kind of request, how many of them are measured, and the figures that are promised: milliseconds, a second."""

    name: str
    count: int
    requests: Callable[[int], list[Request]]
    slowest: float
    fewest: int | None


class Place(NamedTuple):
    """The company that is measured: who asks, with what, and what of theirs there is to ask for."""

    company: Company
    rep: Viewer
    token: str
    cookie: str
    own: Sequence[str]
    dsn: str

    def claims(self) -> list[Claim]:
        """List what is promised."""
        listed = f"{RECORDS}?filter={FILTER}&sort=-amount&fields={FIELDS}&page_size=50"
        page = f"/f/customer?filter={FILTER}&sort=-amount&columns={FIELDS}"
        return [
            Claim("list as JSON", 800, lambda n: [("GET", listed, b"")] * n, 5.0, 500),
            Claim("list as a page", 300, lambda n: [("GET", page, b"")] * n, 12.0, None),
            Claim("read", 1600, lambda n: [("GET", f"{RECORDS}/{id}", b"") for id in self._some(n)], 2.0, 900),
            Claim("create", 800, lambda n: [("POST", RECORDS, new_customer()) for _ in range(n)], 5.0, 300),
            Claim("update", 800, lambda n: [("PATCH", f"{RECORDS}/{id}", change()) for id in self._some(n)], 5.0, 300),
        ]

    def _some(self, count: int) -> list[str]:
        return [self.own[n * 7919 % len(self.own)] for n in range(count)]


def new_customer() -> bytes:
    """Write the body of a create, with ten values."""
    n = secrets.randbelow(10**8)
    values = {
        "name": f"苏州恒泽{n}精密五金有限公司",
        "industry": "manufacturing",
        "province": "jiangsu",
        "city": "苏州",
        "contact_name": "王芳",
        "mobile": f"139{n:08}",
        "level": "A",
        "stage": "contact",
        "amount": n,
        "next_follow_up": "2026-03-01",
    }
    return orjson.dumps({"values": values})


def change() -> bytes:
    """Write the body of an update, with two values."""
    return orjson.dumps({"values": {"amount": secrets.randbelow(10**6), "city": f"城{secrets.token_hex(3)}"}})


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


async def prepare(data: Path, customers: int) -> tuple[Place, dict[str, list[list[Sent]]]]:
    """Make the company, and note the statements of each kind of request."""
    installation = Installation.open(Settings(data=data), own=True)
    try:
        installation.migrate()
        database = installation.database
        await open_queue(database)
        company, reps, token = await make_company(database, LABEL)
        await fill(database, company, reps, customers)
        async with database.tenant(company) as db:
            form = (await forms_of(db)).get("customer")
            await tune_table(db, form)
        async with database.tenant(company) as db:
            cookie = await start_session(db, reps[0].id, ip="", agent="bench")
            rows = await (await db.connection()).exec_driver_sql(
                f"SELECT id FROM {company.schema}.{form.table.name} WHERE owner_id = {reps[0].id}"
            )
            place = Place(company, reps[0], token, cookie, [str(id) for id in rows.scalars()], database.dsn)
            await db.commit()
        return place, await note(installation, place)
    finally:
        await close_queue()
        await installation.close()


async def note(installation: Installation, place: Place) -> dict[str, list[list[Sent]]]:
    """Ask the application in-process, and note what it sends: by claim, the statements of each request."""
    settings = installation.settings
    transport = httpx.ASGITransport(create_app(settings, installation.database))
    noted: dict[str, list[list[Sent]]] = {}
    async with httpx.AsyncClient(transport=transport, base_url=settings.tenant_url(LABEL)) as client:
        for claim in place.claims():
            noted[claim.name] = []
            for method, path, body in claim.requests(claim.count // 4):
                headers = {"cookie": f"{COOKIE}={place.cookie}"}
                if path.startswith("/api/"):
                    headers = {"authorization": f"Bearer {place.token}", "content-type": "application/json"}
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


def load(server: Server, place: Place, claim: Claim, clients: int) -> Measured:
    """Have a client in a process of its own send a claim's requests."""
    head = f"Host: {LABEL}.localhost:{server.port}\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
    if claim.name == "list as a page":
        head = f"Host: {LABEL}.localhost:{server.port}\r\nAccept: text/html\r\nCookie: {COOKIE}={place.cookie}\r\n"
    else:
        head += f"Authorization: Bearer {place.token}\r\n"
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
        try:
            held = [report(server, place, claim, noted[claim.name]) for claim in place.claims()]
        finally:
            server.stop()
    return int(not all(held))


def report(server: Server, place: Place, claim: Claim, noted: list[list[Sent]]) -> bool:
    """Measure one claim against its floor, print both, and tell whether it holds."""
    noted, half = noted[1:], len(noted) // 2  # The first one also opened what is kept open.
    bare, alone = asyncio.run(floor(place.dsn, noted[:half], 1)), load(server, place, claim, 1)
    bare_crowd, crowd = asyncio.run(floor(place.dsn, noted[half:], CLIENTS)), load(server, place, claim, CLIENTS)
    statements = max(map(len, noted)) + 1  # The commit.
    print(
        f"{claim.name:15}{alone.median:6.2f} ms (at most {claim.slowest:4.1f}; psycopg {bare.median:5.2f}, "
        f"ratio {alone.median / bare.median:4.1f})   {crowd.rate:5.0f} a second (at least {claim.fewest or 0:3}; "
        f"psycopg {bare_crowd.rate:5.0f}, ratio {bare_crowd.rate / crowd.rate:4.1f})   {statements} statements",
        flush=True,
    )
    return alone.median <= claim.slowest and crowd.rate >= (claim.fewest or 0) and statements <= STATEMENTS


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

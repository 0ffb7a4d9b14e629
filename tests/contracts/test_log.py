"""What the operation log promises, whatever route somebody takes: whoever sees or changes a record leaves a line."""

import ast
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select, text

from saas.accounts.api_tokens import create_token
from saas.audit.acts import ACTS
from saas.audit.log import Operation
from saas.kit.i18n import LOCALES, catalog
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.contracts.test_routes import filled, routes
from tests.web.conftest import SignIn

ROOT = Path(__file__).parents[2]
NAME = "恒泽标记精密五金有限公司"
SECRETS = {"mobile": "13899997777", "email": "marker.secret@hengze-marker.cn"}
LATER = {"mobile": "13899996666", "email": "second.marker@hengze-marker.cn"}


class Acted(NamedTuple):
    """Somebody at work, and the customer they work on."""

    page: httpx.AsyncClient
    api: httpx.AsyncClient
    id: UUID
    newest: Callable[[], Awaitable[int]]
    since: Callable[[int], Awaitable[list[Operation]]]


@pytest.fixture
async def acted(app: Litestar, sign_in: SignIn, world: World, database: Database) -> Acted:
    """安然 in a browser and as a program, with one customer full of marked values."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, {"name": NAME, **SECRETS})
        token = await create_token(db, world.owner, "contract")
        await db.commit()
    page = await sign_in(world.company, world.owner)
    api = await sign_in(world.company)
    api.headers["authorization"] = f"Bearer {token}"

    async def since(id: int) -> list[Operation]:
        async with database.tenant(world.company) as db:
            query = select(Operation).where(Operation.id > id).order_by(Operation.id)
            return list((await db.execute(query)).scalars())

    async def newest() -> int:
        async with database.tenant(world.company) as db:
            return (await db.execute(text("SELECT max(id) FROM operation_log"))).scalar_one()

    return Acted(page, api, record.id, newest, since)


def about(line: Operation, id: UUID) -> bool:
    return line.record_id == id or id in (line.record_ids or ())


def paths(app: Litestar, methods: set[str]) -> Iterator[tuple[str, str]]:
    """List the routes of a company's host."""
    for method, path, _ in routes(app):
        if method in methods and not path.startswith(
            ("/_site", "/static", "/healthz", "/readyz", "/metrics", "/logout")
        ):
            yield method, path


async def test_whoever_sees_a_record_leaves_a_line_about_it(app: Litestar, acted: Acted) -> None:
    silent = []
    for _method, path in paths(app, {"GET"}):
        for client in (acted.page, acted.api):
            if path.startswith("/api/") != (client is acted.api):
                continue
            before = await acted.newest()
            ids = {"record": str(acted.id), "id": str(acted.id)}
            address = filled(path, ids)
            for query in ("", "?q=恒泽标记", f"?copy={acted.id}", f"?record={acted.id}"):
                answer = await client.get(address + query)
                lines = await acted.since(before)
                if NAME in answer.text and not any(about(line, acted.id) for line in lines):
                    silent.append(path + query.replace(str(acted.id), "…"))
    assert silent == []


ONE_ACT: dict[str, tuple[str, str, dict[str, str], str, set[str]]] = {
    "list": ("GET", "/f/customer", {}, "list", {"name"}),
    "show": ("GET", "/f/customer/{id}", {}, "read", {"name", "mobile"}),
    "edit": ("GET", "/f/customer/{id}/edit", {}, "read", {"name", "mobile"}),
    "update": ("POST", "/f/customer/{id}", {"mobile": LATER["mobile"], "version": "1"}, "update", {"mobile"}),
    "reveal": ("POST", "/f/customer/{id}/reveal/mobile", {}, "reveal", {"mobile"}),
    "trash": ("POST", "/f/customer/{id}/trash", {"version": "1"}, "delete", set()),
    "search": ("GET", "/search?q=恒泽标记", {}, "search", set()),
    "API list": ("GET", "/api/v1/forms/customer/records", {}, "list", {"name"}),
    "API read": ("GET", "/api/v1/forms/customer/records/{id}", {}, "read", {"name", "mobile"}),
    "API delete": ("DELETE", "/api/v1/forms/customer/records/{id}", {}, "delete", set()),
}


@pytest.mark.parametrize("name", ONE_ACT)
async def test_one_act_leaves_one_line_that_names_the_fields(acted: Acted, name: str) -> None:
    method, path, sent, action, fields = ONE_ACT[name]
    client = acted.api if path.startswith("/api/") else acted.page
    before = await acted.newest()
    answer = await client.request(method, path.replace("{id}", str(acted.id)), data=sent or None)
    assert answer.status_code < 400, answer.text[:300]
    lines = [line for line in await acted.since(before) if line.action == action and about(line, acted.id)]
    assert len(lines) == 1
    assert fields <= set(lines[0].fields or ())
    assert lines[0].via == ("api" if client is acted.api else "web")


async def test_what_was_refused_leaves_nothing_changed_and_no_line_that_says_so(acted: Acted) -> None:
    before = await acted.newest()
    answer = await acted.page.post(f"/f/customer/{acted.id}", data={"name": "", "version": "1"})
    assert answer.status_code == 422
    assert [line.action for line in await acted.since(before) if line.action in ("update", "create", "delete")] == []


TABLES = ("operation_log", "operation_mentions", "record_history", "notifications", "jobs", "idempotency_keys")
SHARED = ("platform.mails", "queue.procrastinate_jobs", "queue.procrastinate_events")


async def test_protected_values_are_in_no_log_history_mail_or_queue(
    app: Litestar, acted: Acted, world: World, database: Database
) -> None:
    for method, path in paths(app, {"GET", "POST", "PATCH", "DELETE"}):
        client = acted.api if path.startswith("/api/") else acted.page
        address = filled(path, {"record": str(acted.id), "id": str(acted.id), "field": "mobile"})
        # Elsewhere an e-mail is a member's own, as when somebody is invited.
        values = LATER if path.startswith(("/f/", "/api/")) else {"mobile": LATER["mobile"]}
        body = {"name": NAME, **values, "q": values["mobile"], "version": "1"}
        await client.request(method, address, params={"q": SECRETS["mobile"]} | values, data=body)
        if path.startswith("/api/") and method != "GET":
            await client.request(method, address, json={"values": {"name": NAME, **LATER}})
    marks = [*SECRETS.values(), *LATER.values()]
    async with database.admin.connect() as connection:
        for table in (*(f"{world.company.schema}.{name}" for name in TABLES), *SHARED):
            for mark in marks:
                query = text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%' || :mark || '%'")
                found = (await connection.execute(query, {"mark": mark})).scalar_one()
                assert found == 0, f"{mark} is in {table}"


def actions() -> Iterator[tuple[str, str]]:
    """Find every action that code logs: the third argument of `log(db, viewer, "…")`."""
    for path in sorted([*ROOT.glob("saas/**/*.py"), *ROOT.glob("web/**/*.py")]):
        tree = ast.parse(path.read_text())
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        if not any(node.module == "saas.audit.log" and "log" in {name.name for name in node.names} for node in imports):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log":
                for action in literals(node.args[2]):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", action


def literals(node: ast.expr) -> list[str]:
    """Read the values an expression can have; one that cannot be read counts as an action without words."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else [ast.unparse(node)]


def test_every_logged_action_has_words() -> None:
    found = list(actions())
    assert len(found) > 20
    assert [(place, action) for place, action in found if action not in ACTS] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_every_action_can_be_filled_in(locale: str) -> None:
    class Anything(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "…"

    for act in ACTS.values():
        for message in filter(None, act):
            assert catalog(locale).get(message, message) % Anything()

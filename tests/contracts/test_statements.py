"""What a request may cost: how many statements it sends once a company's forms and roles are known."""

import httpx
import pytest
from litestar import Litestar

from saas.accounts.api_tokens import create_token
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.contracts.test_routes import filled, routes
from tests.web.conftest import SignIn

API = 6
PAGE = 10

Work = tuple[httpx.AsyncClient, httpx.AsyncClient, str]


@pytest.fixture
async def work(sign_in: SignIn, world: World, database: Database) -> Work:
    """本杰 in a browser and as a program, and one of his customers."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "customer")
        record = await create_record(db, world.rep, view, {"name": "苏州恒泽精密五金有限公司", "level": "A"})
        token = await create_token(db, world.rep, "contract")
        await db.commit()
    page = await sign_in(world.company, world.rep)
    api = await sign_in(world.company)
    api.headers["authorization"] = f"Bearer {token}"
    return page, api, str(record.id)


REQUESTS: dict[str, tuple[str, str, dict[str, object] | None]] = {
    "list": ("GET", '?filter={"field":"level","op":"any_of","value":["A"]}&sort=-amount&q=恒泽', None),
    "list with its total": ("GET", "?total=true", None),
    "read": ("GET", "/{id}", None),
    "create": ("POST", "", {"values": {"name": "杭州云栖软件有限公司", "mobile": "13812345678"}}),
    "update": ("PATCH", "/{id}", {"values": {"city": "苏州"}}),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_program_s_request_takes_few_statements(work: Work, statements: list[str], name: str) -> None:
    _, api, id = work
    method, path, body = REQUESTS[name]
    for _warm in range(2):
        statements.clear()
        answer = await api.request(method, "/api/v1/forms/customer/records" + path.replace("{id}", id), json=body)
        assert answer.is_success, answer.text
    assert 2 <= len(statements) < API, statements  # The commit comes on top.


async def test_every_page_takes_few_statements(app: Litestar, work: Work, statements: list[str]) -> None:
    page, _, id = work
    sent = {}
    for method, path, _ in routes(app):
        if method == "GET" and not path.startswith(("/_site", "/api/")):
            counts = []
            for _warm in range(3):
                statements.clear()
                await page.get(filled(path, {"form": "customer", "record": id, "id": id}))
                counts.append(len(statements))
            # Which host is whose is asked anew every five seconds, in one statement, whatever the page.
            sent[path] = min(counts[1:])
    assert sent["/f/{form:str}"] < API
    assert {path: count for path, count in sent.items() if count > PAGE} == {}

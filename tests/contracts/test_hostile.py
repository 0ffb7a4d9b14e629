"""No input answers with a server error, wherever it is put.

What all routes share is tried whole at one of them; the others get the values in turn, so that each meets some and each
value meets many.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
from litestar import Litestar

from tests.conftest import World
from tests.contracts.test_routes import filled, routes
from tests.web.api.conftest import Program
from tests.web.conftest import SignIn

NUMBERS = ["2147483648", "9223372036854775808", "9" * 5000, "-1", "0", "²", "1e999999", "NaN", "Infinity", "0x10"]
TEXTS = ["a\0b", "\u202e", "%", "'", "\\", "\U0001f600", "x" * 20_000, "<script>", "=cmd|' /C calc'!A0"]
DAYS = ["0000-00-00", "9999-12-31", "10000-01-01", "2026-02-30", "-4713-01-01", "today", "2026-01-01T99:99"]
HOSTILE = [*NUMBERS, *TEXTS, *DAYS]
WORST = ["2147483648", "²", "a\0b"]
SHARE = 5  # Of the hostile values, each route gets one in so many, and the worst.
FIELDS = ("name", "amount", "next_follow_up", "stage", "mobile", "owner", "created_at", "id", "customer", "")
ASKED = ("q", "page", "size", "page_size", "sort", "after", "fields", "columns", "total", "format", "locale", "next")
BLOCKS = ("list", "dialog", "drawer", "stage", "timeline", "exports", "form", "rows", "page", "toasts", "x\0", "")
TREES = ["null", "[]", "1", '"x"', "{", '{"and": null}', '{"field": 1}', '{"not": ' * 500 + "{}" + "}" * 500]


def some(turn: int) -> list[str]:
    """Give the hostile values of one route."""
    return [*WORST, *HOSTILE[turn % SHARE :: SHARE]]


def paths(turn: int, path: str) -> Iterator[str]:
    """Fill in what a route takes, plausibly and with hostile numbers and texts."""
    yield filled(path, {})
    if "{" in path and not path.startswith("/static"):
        for value in some(turn):
            sent = quote(value[:500], safe="")
            yield filled(path.replace(":int}", "}").replace(":uuid}", "}"), dict.fromkeys(NAMES, sent))


NAMES = ("form", "record", "id", "field", "person", "department", "session", "token", "template", "path", "removed")


def queries() -> Iterator[str]:
    """Write query strings: lists, filters and cursors of every wrong sort."""
    for value in HOSTILE:
        yield "&".join(f"{name}={quote(value[:3000])}" for name in ASKED)
    for tree in TREES:
        yield f"filter={quote(tree)}"
    for op in ("equals", "not_equals", "contains", "starts", "above", "between", "any_of", "last_days", "empty", "x"):
        for field in FIELDS:
            for value in (*HOSTILE[:4], HOSTILE[10], None, [], {}, [None, None], True, ["9" * 400, "a\0b"]):
                yield f"filter={quote(orjson.dumps({'field': field, 'op': op, 'value': value}))}"
    yield "%FF=%FF&q=%FF&sort=%ED%A0%80&after=%00"


def bad(answer: httpx.Response) -> str:
    return f"{answer.request.method} {str(answer.request.url)[:200]}: {answer.status_code} {answer.text[:120]}"


@pytest.fixture
async def page(sign_in: SignIn, world: World) -> httpx.AsyncClient:
    return await sign_in(world.company, world.owner)


async def test_hostile_places(app: Litestar, page: httpx.AsyncClient, program: Program, world: World) -> None:
    api = await program(world.company, world.owner)
    wrong = []
    for turn, (method, path, _opt) in enumerate(routes(app)):
        if path.startswith("/_site") or "logout" in path or path.endswith("/events"):
            continue
        client = api if path.startswith("/api") else page
        for place in paths(turn, path):
            answer = await client.request(method, place)
            if answer.status_code >= 500:
                wrong.append(bad(answer))
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/api/v1/forms/customer/records", 1),
        ("/f/customer", 19),
        ("/f/customer/export", 23),
        ("/f/customer/filter", 29),
        ("/f/deal", 31),
    ],
)
async def test_hostile_questions(page: httpx.AsyncClient, program: Program, world: World, path: str, step: int) -> None:
    client = await program(world.company, world.owner) if path.startswith("/api") else page
    asked = islice(queries(), 0, None, step)
    wrong = [bad(answer) for query in asked if (answer := await client.get(f"{path}?{query}")).status_code >= 500]
    assert wrong == []


async def test_hostile_questions_elsewhere(app: Litestar, page: httpx.AsyncClient) -> None:
    wrong = []
    for turn, (method, path, _opt) in enumerate(routes(app)):
        if method == "GET" and not path.startswith(("/_site", "/api", "/static")) and not path.endswith("/events"):
            for value in some(turn):
                names = (*ASKED, "action", "person", "form", "record", "from", "to", "before", "since", "do", "done")
                query = "&".join(f"{name}={quote(value[:500])}" for name in names)
                answer = await page.get(f"{filled(path, {})}?{query}")
                if answer.status_code >= 500:
                    wrong.append(bad(answer))
    assert wrong == []


async def test_hostile_targets(app: Litestar, page: httpx.AsyncClient) -> None:
    wrong = []
    for method, path, _opt in routes(app):
        if method == "GET" and not path.startswith(("/_site", "/api", "/static")) and not path.endswith("/events"):
            for block in BLOCKS:
                headers = {"hx-request": "true", "hx-target": block.encode("latin-1"), "hx-source": "x#y"}
                answer = await page.get(filled(path, {}), headers=headers)
                if answer.status_code >= 500:
                    wrong.append(f"{block} {bad(answer)}")
    assert wrong == []


INPUTS = ("name", "label", "kind", "email", "department", "roles", "parent", "amount", "columns", "fields", "owner",
          "version", "customer", "lines.0.price", "choices", "decimals")  # fmt: skip
BODIES: list[Any] = [
    None,
    [],
    "x",
    1,
    {"values": None},
    {"values": []},
    {"values": {"name": {}}},
    {"group_by": 1},
    {"measures": [{"op": {}}]},
    {"group_by": ["a\0"]},
    {"filter": []},
    {"records": {}},
    {"items": 3},
]


async def test_hostile_bodies(app: Litestar, page: httpx.AsyncClient, program: Program, world: World) -> None:
    api = await program(world.company, world.owner)
    values = [{"values": {name: value for name in FIELDS if name}} for value in (*HOSTILE, -(10**400), 1e308, True)]
    texts = [orjson.dumps(body) for body in (*BODIES, *(v for v in values if "values" in v and plain(v)))]
    texts += [b"{", b"\xff", b"[" * 100_000, b'{"a": 1e999999}', b'{"values": {"amount": 1e999999}}', b""]
    wrong = []
    for turn, (method, path, _opt) in enumerate(routes(app)):
        if method == "GET" or path.startswith("/_site") or "logout" in path or "session" in path:
            continue
        for text in (texts if "record" in path else texts[turn % SHARE :: SHARE]) if path.startswith("/api") else ():
            answer = await api.request(
                method, filled(path, {}), content=text, headers={"content-type": "application/json"}
            )
            if answer.status_code >= 500:
                wrong.append(f"{text[:60]!r} {bad(answer)}")
        for value in some(turn) if not path.startswith("/api") else ():
            answer = await page.request(method, filled(path, {}), data=dict.fromkeys(INPUTS, value))
            if answer.status_code >= 500:
                wrong.append(f"{value[:40]!r} {bad(answer)}")
    assert wrong == []


def plain(value: Any) -> bool:
    try:
        orjson.dumps(value)
    except TypeError:  # Larger than 64 bits.
        return False
    return True

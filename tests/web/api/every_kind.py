"""Products that have a field of each kind, with values that are hard to order, to compare and to give back."""

from typing import Any

import httpx

from saas.fields.registry import field_kinds
from saas.forms.actions import add_field
from saas.forms.queries import forms_of
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS

PRODUCTS = "/api/v1/forms/product/records"
KINDS = [kind.name for kind in field_kinds().values() if kind.column is not None]
ROWS: list[dict[str, Any]] = [
    {
        "text": "a\"'", "long_text": "甲\n乙", "number": "0.000001", "money": "-0.01", "percent": "0.0001",
        "date": "2024-02-29", "datetime": "2026-11-30T15:00:30.123456+08:00", "choice": "甲", "choices": ["甲", "丙"],
        "switch": True, "mobile": "13812345678", "email": "a@b.cn",
    },
    {
        "text": "a", "long_text": "甲", "number": "999999999999999999", "money": "9999999999999999", "percent": "99900",
        "date": "9999-12-31", "datetime": "9998-12-31T00:00", "choice": "乙", "choices": ["乙"], "switch": False,
        "mobile": "13900001234", "email": "A@B.cn",
    },
    {
        "text": "A", "long_text": "😀", "number": 0, "money": 0, "percent": 0, "date": "1000-01-01",
        "datetime": "1000-01-02T00:00", "choice": "丙", "choices": ["甲"], "switch": False,
    },
    {"text": "%_\\", "number": -1, "money": "0.1", "switch": True, "date": "2026-11-30"},
    {},
    {},
]  # fmt: skip
"""By kind; links and members are filled in."""


async def with_every_kind(database: Database, world: World, api: httpx.AsyncClient) -> list[str]:
    """Add a field `x_<kind>` of each kind to products, make some, and give their names."""
    async with database.tenant(world.company) as db:
        for kind in KINDS:
            given = {"label": kind, "name": f"x_{kind}", "kind": kind, "choices": "甲\n乙\n丙", "form": "customer"}
            await add_field(db, world.owner, (await forms_of(db)).get("product"), given)
            await db.flush()
            await db.commit()
            await db.begin_again()
    customers = [(await api.post(CUSTOMERS, json={"name": name})).json()["id"] for name in "甲乙"]
    names = []
    for n, row in enumerate(ROWS):
        links = {"link": customers[n % 2], "member": (world.owner.id, world.rep.id)[n % 2]} if row else {}
        values = {f"x_{kind}": value for kind, value in (row | links).items()}
        made = await api.post(PRODUCTS, json={"values": {"name": f"产品 {n}", **values}})
        assert made.status_code == 201, made.text
        names.append(f"产品 {n}")
    return names

"""A customer and quotes: 本杰 sells, and what things cost is marked by amounts found nowhere else."""

from io import BytesIO
from typing import NamedTuple
from uuid import UUID

import pytest
from pypdf import PdfReader

from saas.people.viewer import Viewer
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World

COST = ("7777.71", "8888.82")
"""Amounts that stand for what the lines cost us."""

CUSTOMER = {
    "name": "苏州恒泽精密五金有限公司",
    "credit_code": "91320505MA1X8KQ24T",
    "province": "江苏",
    "city": "苏州",
    "address": "虎丘区锦峰路158号",
    "contact_name": "周建平",
    "mobile": "13812342091",
}
LINES = [
    {
        "item": "精密冲压件",
        "specification": "HJ-0037-A",
        "unit": "件",
        "quantity": 1000,
        "price": "1280",
        "cost": COST[0],
    },
    {"item": "检测工装", "unit": "套", "quantity": 2, "price": "20000", "discount": "10", "cost": COST[1]},
]


class Sale(NamedTuple):
    """Records that belong together."""

    customer: UUID
    quote: UUID


@pytest.fixture
async def sale(database: Database, world: World) -> Sale:
    """A quote of 本杰's, whose lines got their costs from 安然."""
    return await make_sale(database, world, world.rep)


@pytest.fixture
async def owners_sale(database: Database, world: World) -> Sale:
    """A quote of 安然's, which 本杰 may not see."""
    return await make_sale(database, world, world.owner)


async def make_sale(database: Database, world: World, seller: Viewer) -> Sale:
    async with database.tenant(world.company) as db:
        owner = world.owner
        mine = {"owner": seller.id}
        customer = await create_record(db, owner, await view_form(db, owner, "customer"), CUSTOMER | mine)
        terms = {"valid_until": "2026-12-31", "terms": "含税含运费。\n款到发货。"}
        values = {"customer": customer.id, "date": "2026-11-18", "lines": LINES} | terms | mine
        quote = await create_record(db, owner, await view_form(db, owner, "quote"), values)
        await db.commit()
    return Sale(customer.id, quote.id)


def text_of(pdf: bytes) -> str:
    """Give a PDF's text as a person would search it: without line ends and spaces."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)

"""A field that was just added, of any kind, can be used through the API at once."""

import json

import httpx
import pytest

from saas.fields.registry import field_kinds
from saas.forms.actions import add_field
from saas.forms.queries import forms_of
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS

CHOICES = ["a = 甲", "b = 乙"]
SENT = {
    "text": "文字",
    "long_text": "多行\n文字",
    "number": 1.5,
    "money": "12万",
    "percent": 0.5,
    "date": "2024-01-31",
    "datetime": "2024-01-31 14:05",
    "choice": "甲",
    "choices": ["a", "b"],
    "switch": True,
    "mobile": "13812345678",
    "email": "li@example.cn",
    "member": 1,
}


@pytest.mark.parametrize("kind", SENT)
async def test_a_new_field_works_at_once(api: httpx.AsyncClient, database: Database, world: World, kind: str) -> None:
    async with database.tenant(world.company) as db:
        given = {"label": "新字段", "name": "fresh", "kind": kind, "choices": CHOICES}
        await add_field(db, world.owner, (await forms_of(db)).get("customer"), given)
        await db.commit()
    made = await api.post(CUSTOMERS, json={"name": "客户", "fresh": SENT[kind]})
    assert made.status_code == 201, made.text
    value = made.json()["values"]["fresh"]
    assert value is not None
    (field,) = (f for f in (await api.get("/api/v1/forms/customer")).json()["fields"] if f["name"] == "fresh")
    assert field["kind"] == kind
    for op in field["operators"]:
        asked = {"between": [SENT[kind]] * 2, "last_days": 3, "next_days": 3, "last_four": "5678"}.get(op, SENT[kind])
        filter = json.dumps({"field": "fresh", "op": op, "value": asked})
        for _again in range(3):
            answer = await api.get(CUSTOMERS, params={"filter": filter})
            assert answer.status_code == 200, (op, answer.text)
    if not field["masked"]:
        for sort in ("fresh", "-fresh"):
            first = await api.get(CUSTOMERS, params={"sort": sort, "page_size": 1})
            assert first.json()["items"][0]["values"]["fresh"] == value
        grouped = await api.post("/api/v1/forms/customer/aggregate", json={"group_by": ["fresh"]})
        assert grouped.json()["items"][0]["group"] == {"fresh": value}
    assert (
        "fresh"
        in (await api.get("/api/v1/openapi.json")).json()["components"]["schemas"]["customer_values"]["properties"]
    )


def test_every_kind_is_tried() -> None:
    assert field_kinds().keys() - SENT.keys() == {"link", "serial", "subtable"}

"""Amounts that are computed: rounded half up, and refused where they are too large to be held."""

from typing import Any

import httpx
import pytest

from tests.web.api.conftest import CUSTOMERS

QUOTES = "/api/v1/forms/quote/records"


async def quoted(api: httpx.AsyncClient, *lines: dict[str, Any]) -> httpx.Response:
    """Make a quote with some lines."""
    customer = (await api.post(CUSTOMERS, json={"name": "甲公司"})).json()["id"]
    return await api.post(QUOTES, json={"customer": customer, "lines": [{"item": "x", **line} for line in lines]})


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ({"quantity": "0.5", "price": "0.25"}, 0.13),
        ({"quantity": 3, "price": "0.35", "discount": 0.5}, 0.53),
        ({"quantity": 1, "price": "0.125"}, 0.13),
    ],
)
async def test_amounts_are_rounded_half_up(api: httpx.AsyncClient, line: dict[str, Any], amount: float) -> None:
    made = await quoted(api, line)
    assert made.json()["values"]["total"] == amount


async def test_three_hundred_lines_add_up_as_they_read(api: httpx.AsyncClient) -> None:
    made = await quoted(api, *[{"quantity": 3, "price": "0.35", "discount": 0.5}] * 300)
    assert made.json()["values"]["total"] == 159


@pytest.mark.parametrize(
    ("lines", "beside"),
    [
        ([{"quantity": 1000000, "price": 9e15}], "lines.0.amount"),
        ([{"quantity": 1, "price": 9e15}] * 2, "total"),
    ],
)
async def test_an_amount_too_large_is_said_beside_its_field(
    api: httpx.AsyncClient, lines: list[dict[str, Any]], beside: str
) -> None:
    answer = await quoted(api, *lines)
    assert answer.status_code == 422, answer.text
    assert beside in answer.text
    customer = (await api.post(CUSTOMERS, json={"name": "乙公司"})).json()["id"]
    values = {"customer": customer, "lines": [{"item": "x", **line} for line in lines]}
    batch = await api.post(f"{QUOTES}/batch", json={"operations": [{"op": "create", "values": values}]})
    assert batch.status_code == 422, batch.text

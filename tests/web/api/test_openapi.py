"""The API's description of itself."""

import re

import httpx

OPENAPI = "/api/v1/openapi.json"


async def test_every_reference_leads_somewhere(api: httpx.AsyncClient) -> None:
    answer = await api.get(OPENAPI)
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    named = set(re.findall(r'"#/components/schemas/(\w+)"', answer.text))
    assert named == named & set(document["components"]["schemas"])
    assert {"customer", "quote", "quote_values", "quote_input"} <= named


async def test_it_says_what_values_are(api: httpx.AsyncClient) -> None:
    schemas = (await api.get(OPENAPI)).json()["components"]["schemas"]
    values = schemas["customer_values"]["properties"]
    assert values["amount"]["type"] == ["number", "null"]
    assert "A" in values["level"]["enum"]
    assert schemas["quote_values"]["properties"]["lines"]["items"]["properties"]["quantity"]["type"] == [
        "number",
        "null",
    ]
    assert "number" not in schemas["quote_input"]["properties"]


async def test_what_a_rep_may_not_see_is_not_described(rep: httpx.AsyncClient) -> None:
    assert '"cost"' not in (await rep.get(OPENAPI)).text
    assert '"cost"' not in (await rep.get("/api/v1/forms/product")).text
    assert '"cost"' not in (await rep.get("/api/v1/forms/quote")).text


async def test_it_needs_a_token(api: httpx.AsyncClient) -> None:
    answer = await api.get(OPENAPI, headers={"authorization": ""})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["content-type"] == "application/problem+json"

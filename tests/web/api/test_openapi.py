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


async def test_imports_jobs_exports_and_documents_are_described_as_they_are(api: httpx.AsyncClient) -> None:
    paths = (await api.get(OPENAPI)).json()["paths"]
    create = paths["/api/v1/forms/customer/imports"]["post"]
    assert "multipart/form-data" in create["requestBody"]["content"]
    assert {"202", "413"} <= set(create["responses"])
    assert create["parameters"][0]["name"] == "Idempotency-Key"
    assert "409" in paths["/api/v1/jobs/{id}/cancellation"]["post"]["responses"]
    export = paths["/api/v1/forms/customer/export"]
    named = {verb: {each["name"] for each in export[verb]["parameters"]} for verb in ("get", "post")}
    assert {"format", "filter"} <= named["get"] == named["post"] - {"reveal"} != named["post"]
    printed = paths["/api/v1/forms/quote/records/{id}/documents/{template}"]
    assert "application/pdf" in printed["post"]["responses"]["200"]["content"]
    assert printed["parameters"][1]["schema"]["enum"] == ["quote"]
    assert "/api/v1/forms/customer/records/{id}/documents/{template}" not in paths


async def test_a_job_has_what_its_description_says(api: httpx.AsyncClient) -> None:
    schema = (await api.get(OPENAPI)).json()["components"]["schemas"]["job"]
    sent = {"file": ("a.csv", "客户名称\n甲公司\n".encode(), "text/csv")}
    job = (await api.post("/api/v1/forms/customer/imports", files=sent)).json()
    assert set(job) == set(schema["properties"]) == set(schema["required"])
    assert job["status"] in schema["properties"]["status"]["enum"]


async def test_a_rep_sees_no_way_that_is_closed_to_them(rep: httpx.AsyncClient) -> None:
    paths = (await rep.get(OPENAPI)).json()["paths"]
    for path in ("/api/v1/forms/customer/export", "/api/v1/forms/customer/imports"):
        closed = (await rep.request("GET" if "export" in path else "POST", path)).status_code == 403
        assert closed == (path not in paths)

"""Files as people really have them: each gives the values that its `expected.json` says, or says what it left out."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMERS
from tests.web.api.test_exchange import IMPORTS, finished

CASES = Path(__file__).parents[2] / "saas" / "imports" / "cases"
EXPECTED: dict[str, Any] = json.loads((CASES / "expected.json").read_text("utf-8"))


def names() -> list[str]:
    """List the files, but for what is no file."""
    return sorted(EXPECTED)


@pytest.mark.parametrize("name", names())
async def test_a_file_as_people_have_it_gives_what_it_says(
    api: httpx.AsyncClient, database: Database, world: World, name: str
) -> None:
    expected = EXPECTED[name]
    answer = await api.post(IMPORTS, files={"file": (name, (CASES / name).read_bytes())})
    job = await finished(database, world, api, answer)
    assert job["status"] == "done", job
    found = await records(api)
    for wanted in expected["records"]:
        assert wanted["name"] in found, job
        assert {field: found[wanted["name"]].get(field) for field in wanted} == wanted
    assert len(found) == expected.get("exactly", len(found))
    assert remarked(job) >= expected.get("remarks_at_least", 0)
    if "must_say" in expected:
        assert "公式" in json.dumps(job, ensure_ascii=False)


async def records(api: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Give the customers by name, their numbers in the clear."""
    items = (await api.get(CUSTOMERS, params={"limit": 100})).json()["items"]
    for item in items:
        for field in ("mobile", "email"):
            if item["values"][field]:
                shown = await api.post(f"{CUSTOMERS}/{item['id']}/reveal/{field}")
                item["values"][field] = shown.json()["value"]
    return {item["values"]["name"]: item["values"] for item in reversed(items)}


def remarked(job: dict[str, Any]) -> int:
    """Count the cells that were left out."""
    return sum(len(remark["reasons"]) for remark in job["remarks"])

"""GET /audit: the operation log for programs."""

import httpx
import pytest

from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMER, CUSTOMERS, Program
from tests.web.log.test_hiding import blind_auditor, happened

AUDIT = "/api/v1/audit"


async def test_a_program_reads_who_did_what(api: httpx.AsyncClient, program: Program, world: World) -> None:
    made = (await api.post(CUSTOMERS, json={"values": CUSTOMER})).json()
    auditor = await program(world.company, world.auditor)
    [line] = (await auditor.get(AUDIT, params={"record": made["id"], "action": "create"})).json()["items"]
    assert (line["person"]["name"], line["via"], line["form"]) == ("安然", "api", "customer")
    assert line["record"] == made["id"]
    assert "mobile" in line["fields"]
    assert CUSTOMER["mobile"] not in str(line)


async def test_pages_follow_each_other(api: httpx.AsyncClient) -> None:
    for _ in range(5):
        await api.get(CUSTOMERS)
    seen, after = [], ""
    while after is not None:
        page = (await api.get(AUDIT, params={"action": "list", "page_size": "2", "after": after})).json()
        seen += [line["id"] for line in page["items"]]
        after = page["next"]
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


async def test_only_those_who_may_read_the_log_get_it(rep: httpx.AsyncClient) -> None:
    answer = await rep.get(AUDIT)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("query", ["person=x", "record=x", "from=x", "to=2026-02-30", "after=x", "page_size=0"])
async def test_what_cannot_be_read_is_refused(api: httpx.AsyncClient, query: str) -> None:
    assert (await api.get(f"{AUDIT}?{query}")).status_code == 422


async def test_hidden_forms_and_fields_are_not_named(program: Program, world: World, database: Database) -> None:
    await happened(database, world)
    client = await program(world.company, await blind_auditor(database, world))
    text = (await client.get(AUDIT)).text
    for hidden in ("amount", "deal", "预计金额"):
        assert hidden not in text
    answers = [(await client.get(f"{AUDIT}?form={form}")) for form in ("deal", "never_was")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text

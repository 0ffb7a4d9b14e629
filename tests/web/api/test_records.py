"""Records through the API, as a program sees them."""

from uuid import uuid4

import httpx
import pytest

from tests.conftest import World
from tests.web.api.conftest import CUSTOMER, CUSTOMERS, Program

QUOTES = "/api/v1/forms/quote/records"


async def made(api: httpx.AsyncClient, values: dict[str, object] | None = None, place: str = CUSTOMERS) -> dict:
    """Create a record and give it as it was answered."""
    answer = await api.post(place, json={"values": values or CUSTOMER})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_record_is_created_read_changed_and_deleted(api: httpx.AsyncClient) -> None:
    answer = await api.post(CUSTOMERS, json={"values": CUSTOMER})
    assert answer.status_code == 201
    record = answer.json()
    place = answer.headers["location"]
    assert place == f"{CUSTOMERS}/{record['id']}"
    assert answer.headers["etag"] == '"v1"'
    assert (record["values"]["amount"], record["values"]["mobile"]) == (120000, "138****5678")
    assert record["owner"]["name"] == "安然"
    assert (await api.get(place)).json() == record
    changed = await api.patch(place, json={"values": {"amount": 0.1}})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
    assert '"amount":0.1,' in changed.text
    assert (await api.delete(place)).status_code == 204
    gone = await api.get(place)
    assert (gone.status_code, gone.json()["code"]) == (404, "record_not_found")
    assert (await api.get(CUSTOMERS, params={"trashed": "true"})).json()["items"][0]["id"] == record["id"]
    assert (await api.post(f"{place}/restore")).json()["values"]["amount"] == 0.1


async def test_a_record_as_it_was_answered_may_be_sent_back(api: httpx.AsyncClient) -> None:
    record = await made(api)
    answer = await api.patch(f"{CUSTOMERS}/{record['id']}", json=record)
    assert (answer.status_code, answer.json()) == (200, record)


async def test_values_by_themselves_will_do(api: httpx.AsyncClient) -> None:
    answer = await api.post(CUSTOMERS, json=CUSTOMER)
    assert answer.status_code == 201


async def test_every_digit_of_an_amount_comes_back(api: httpx.AsyncClient) -> None:
    values = '{"values": {"name": "大客户", "amount": 9007199254740993.55}}'
    answer = await api.post(CUSTOMERS, content=values)
    assert '"amount":9007199254740993.55' in answer.text


async def test_a_list_goes_on_with_its_cursor_until_the_end(api: httpx.AsyncClient, rep: httpx.AsyncClient) -> None:
    for program in (api, rep):
        for n in range(5):
            await made(program, {"name": f"客户{n}", "amount": n % 2 * n or None, "next_follow_up": "2026-01-05"})
    for program, count in ((rep, 5), (api, 10)):
        for sort in ("", "amount", "-amount", "name", "-name", "-updated_at", "amount,-name", "next_follow_up,amount"):
            found, after = [], ""
            while after is not None:
                page = (await program.get(CUSTOMERS, params={"page_size": 2, "sort": sort, "after": after})).json()
                found, after = found + page["items"], page["next"]
            assert len({item["id"] for item in found}) == len(found) == count, sort
            amounts = [item["values"]["amount"] for item in found]
            if sort.lstrip("-") == "amount":
                filled = [amount for amount in amounts if amount is not None]
                assert filled == sorted(filled, reverse=sort.startswith("-"))
                assert amounts == filled + [None] * (count - len(filled))


async def test_a_list_is_filtered_searched_and_counted(api: httpx.AsyncClient) -> None:
    await made(api)
    await made(api, {"name": "宁波远航模具", "level": "B"})
    filter = '{"and": [{"field": "level", "op": "any_of", "value": ["B"]}]}'
    for _again in range(3):
        page = (await api.get(CUSTOMERS, params={"filter": filter, "total": "true", "fields": "name"})).json()
        assert [item["values"] for item in page["items"]] == [{"name": "宁波远航模具"}]
        assert page["total"] == 1
    found = (await api.get(CUSTOMERS, params={"q": "恒泽"})).json()["items"]
    assert [item["title"] for item in found] == [CUSTOMER["name"]]
    by_phone = '{"field": "mobile", "op": "equals", "value": "13812345678"}'
    assert len((await api.get(CUSTOMERS, params={"filter": by_phone})).json()["items"]) == 1


async def test_lines_come_and_go_with_their_record(api: httpx.AsyncClient) -> None:
    customer = await made(api)
    lines = [{"item": "冲压件", "quantity": 2, "price": 1.5}, {"item": "模具", "quantity": 1, "price": 10}]
    quote = await made(api, {"customer": customer["id"], "lines": lines}, QUOTES)
    assert quote["values"]["total"] == 13
    assert quote["titles"]["customer"] == CUSTOMER["name"]
    first, _second = quote["values"]["lines"]
    assert (first["item"], first["amount"]) == ("冲压件", 3)
    first["quantity"] = 4
    answer = await api.patch(f"{QUOTES}/{quote['id']}", json={"values": {"lines": [first]}})
    assert answer.json()["values"]["total"] == 6
    assert [line["id"] for line in answer.json()["values"]["lines"]] == [first["id"]]
    assert (await api.get("/api/v1/forms/quote_line/records")).json()["code"] == "form_not_found"


async def test_an_old_version_is_refused(api: httpx.AsyncClient) -> None:
    record = await made(api)
    place = f"{CUSTOMERS}/{record['id']}"
    assert (await api.patch(place, json={"amount": 1}, headers={"if-match": '"v1"'})).status_code == 200
    for send in (
        api.patch(place, json={"amount": 2}, headers={"if-match": '"v1"'}),
        api.delete(place, headers={"if-match": '"v1"'}),
    ):
        answer = await send
        assert (answer.status_code, answer.json()["code"]) == (412, "version_conflict")
    answer = await api.patch(place, json={"values": {"amount": 2}, "version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "version_conflict")
    assert (await api.patch(place, json={"amount": 2}, headers={"if-match": "*"})).status_code == 200
    assert (await api.patch(place, json={"amount": 3}, headers={"if-match": "newest"})).status_code == 400


async def test_revealing_gives_the_value_and_leaves_a_line(api: httpx.AsyncClient, rep: httpx.AsyncClient) -> None:
    record = await made(api)
    place = f"{CUSTOMERS}/{record['id']}/reveal"
    assert (await api.post(f"{place}/mobile")).json() == {"value": "13812345678"}
    assert (await rep.post(f"{place}/mobile")).json()["code"] == "record_not_found"
    assert (await api.post(f"{place}/level")).status_code == 403
    assert (await api.post(f"{place}/nothing")).json()["code"] == "unknown_field"
    line = (await api.get("/api/v1/audit", params={"action": "reveal"})).json()["items"][0]
    assert (line["record"], line["fields"], line["via"]) == (record["id"], ["mobile"], "api")


async def test_a_rep_reads_and_writes_only_their_own(api: httpx.AsyncClient, rep: httpx.AsyncClient) -> None:
    theirs, mine = await made(api), await made(rep)
    assert [item["id"] for item in (await rep.get(CUSTOMERS)).json()["items"]] == [mine["id"]]
    place = f"{CUSTOMERS}/{theirs['id']}"
    never = f"{CUSTOMERS}/{uuid4()}"
    for send in (
        rep.get,
        rep.delete,
        lambda url: rep.patch(url, json={"amount": 1}),
        lambda url: rep.post(f"{url}/restore"),
    ):
        assert (await send(place)).text == (await send(never)).text
        assert (await send(place)).status_code == 404


async def test_an_auditor_reads_all_and_writes_nothing(program: Program, world: World, api: httpx.AsyncClient) -> None:
    record = await made(api)
    auditor = await program(world.company, world.auditor)
    assert (await auditor.get(f"{CUSTOMERS}/{record['id']}")).status_code == 200
    assert (await auditor.post(CUSTOMERS, json=CUSTOMER)).json()["code"] == "forbidden"
    assert (await auditor.delete(f"{CUSTOMERS}/{record['id']}")).status_code == 403
    assert (await auditor.post(f"{CUSTOMERS}/{record['id']}/reveal/mobile")).status_code == 403


@pytest.mark.parametrize("where", ["filter", "sort", "fields", "write", "reveal"])
async def test_a_hidden_field_is_as_unknown_as_one_that_never_was(rep: httpx.AsyncClient, where: str) -> None:
    products = "/api/v1/forms/product/records"
    quotes = "/api/v1/forms/quote/records"
    said = []
    for name in ("cost", "never"):
        answers = {
            "filter": lambda name=name: rep.get(
                products, params={"filter": f'{{"field": "{name}", "op": "above", "value": 1}}'}
            ),
            "sort": lambda name=name: rep.get(products, params={"sort": f"-{name}"}),
            "fields": lambda name=name: rep.get(products, params={"fields": f"name,{name}"}),
            "write": lambda name=name: rep.post(quotes, json={"lines": [{"item": "x", name: 5}]}),
            "reveal": lambda name=name: rep.post(f"{products}/{uuid4()}/reveal/{name}"),
        }
        answer = await answers[where]()
        assert answer.status_code in (404, 422)
        said.append((answer.status_code, answer.text.replace(name, "…")))
    assert said[0] == said[1]


async def test_a_form_one_may_not_see_is_as_unknown_as_one_that_never_was(program: Program, world: World) -> None:
    rep = await program(world.company, world.rep)
    said = {
        (await rep.get(f"/api/v1/forms/{name}/records")).text for name in ("quote_line", "nothing", "w_other", "%00")
    }
    assert len(said) == 1


async def test_what_was_computed_for_one_page_is_never_shown_to_another_person(
    api: httpx.AsyncClient, rep: httpx.AsyncClient
) -> None:
    record = await made(api)
    for _again in range(3):
        assert [item["id"] for item in (await api.get(CUSTOMERS)).json()["items"]] == [record["id"]]
        assert (await rep.get(CUSTOMERS)).json()["items"] == []


async def test_what_can_be_seen_is_emptied_by_null(api: httpx.AsyncClient) -> None:
    """Sending null for a value that was shown empties it, whatever its kind."""
    filled = {"name": "甲公司", "level": "A", "amount": 5, "next_follow_up": "2026-12-01", "mobile": "13900139001"}
    made = (await api.post(CUSTOMERS, json=filled)).json()
    emptied = dict.fromkeys(("level", "amount", "next_follow_up", "mobile"))
    answer = await api.patch(f"{CUSTOMERS}/{made['id']}", json={"values": emptied})
    assert answer.status_code == 200
    assert {name: answer.json()["values"][name] for name in emptied} == emptied

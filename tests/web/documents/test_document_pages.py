"""Printing, making a contract, and the company profile, as people and programs ask for them."""

from typing import Any

import httpx
from sqlalchemy import select

from saas.audit.log import Operation
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.saas.documents.conftest import COST, Sale, make_sale, text_of
from tests.web.api.conftest import Program
from tests.web.conftest import SignIn


async def test_a_rep_prints_a_quote_without_costs(sign_in: SignIn, world: World, sale: Sale) -> None:
    client = await sign_in(world.company, world.rep)
    answer = await client.get(f"/f/quote/{sale.quote}/print/quote")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; ")
    text = text_of(answer.content).replace(",", "")
    assert "苏州恒泽精密五金有限公司" in text
    assert not any(cost in text or cost.partition(".")[0] in text for cost in COST)


async def test_a_print_is_logged(database: Database, sign_in: SignIn, world: World, sale: Sale) -> None:
    client = await sign_in(world.company, world.rep)
    await client.get(f"/f/quote/{sale.quote}/print/quote")
    async with database.tenant(world.company) as db:
        prints = select(Operation.person).where(Operation.action == "print", Operation.record_id == sale.quote)
        assert (await db.execute(prints)).scalars().all() == ["本杰"]


async def test_somebody_elses_quote_is_not_there(sign_in: SignIn, world: World, owners_sale: Sale) -> None:
    client = await sign_in(world.company, world.rep)
    assert (await client.get(f"/f/quote/{owners_sale.quote}/print/quote")).status_code == 404
    assert (await client.get(f"/f/quote/{owners_sale.quote}/contract")).status_code == 404


async def test_another_companys_quote_is_not_there(sign_in: SignIn, other: World, sale: Sale) -> None:
    client = await sign_in(other.company, other.owner)
    assert (await client.get(f"/f/quote/{sale.quote}/print/quote")).status_code == 404
    assert (await client.get(f"/f/quote/{sale.quote}/contract")).status_code == 404


async def test_the_auditor_cannot_print(sign_in: SignIn, world: World, sale: Sale) -> None:
    client = await sign_in(world.company, world.auditor)
    assert (await client.get(f"/f/quote/{sale.quote}/print/quote")).status_code == 403


async def test_odd_addresses_are_not_there(sign_in: SignIn, world: World, sale: Sale) -> None:
    client = await sign_in(world.company, world.owner)
    for path in (
        f"quote/{sale.quote}/print/contract",
        f"customer/{sale.customer}/print/quote",
        "quote/7/print/quote",
        f"nothing/{sale.quote}/print/quote",
        f"quote_line/{sale.quote}/print/quote",
    ):
        assert (await client.get(f"/f/{path}")).status_code == 404, path
    assert (await client.get(f"/f/customer/{sale.customer}/contract")).status_code == 404


async def test_hostile_texts_stay_text(database: Database, sign_in: SignIn, world: World) -> None:
    evil = "<script>alert(1)</script><img src=file:///etc/passwd>{{ 7 * 7 }}"
    async with database.tenant(world.company) as db:
        owner = world.owner
        customer = await create_record(db, owner, await view_form(db, owner, "customer"), {"name": evil})
        values: dict[str, Any] = {"customer": customer.id, "terms": evil, "lines": [{"item": evil, "price": 1}]}
        quote = await create_record(db, owner, await view_form(db, owner, "quote"), values)
        await db.commit()
    answer = await (await sign_in(world.company, world.owner)).get(f"/f/quote/{quote.id}/print/quote")
    text = text_of(answer.content)
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert "root:" not in text


async def test_a_contract_from_a_quote_is_there_when_it_is_saved(
    sign_in: SignIn, program: Program, world: World, sale: Sale
) -> None:
    client, api = await sign_in(world.company, world.rep), await program(world.company, world.rep)
    page = await client.get(f"/f/quote/{sale.quote}/contract")
    assert "苏州恒泽精密五金有限公司购销合同" in page.text
    assert "检测工装" in page.text
    assert (await api.get("/api/v1/forms/contract/records")).json()["items"] == []
    sent = {"_shown": "lines", "name": "购销合同", "customer": str(sale.customer), "quote": str(sale.quote)}
    saved = await client.post("/f/contract", data=sent | {"lines.0.item": "检测工装", "lines.0.price": "30000"})
    assert saved.status_code == 303
    assert (await client.get(saved.headers["location"])).status_code == 200


async def test_a_program_prints_with_its_token(program: Program, world: World, sale: Sale) -> None:
    rep = await program(world.company, world.rep)
    answer = await rep.post(f"/api/v1/forms/quote/records/{sale.quote}/documents/quote?locale=en")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "Quotation" in text_of(answer.content)
    for path, status in (("contract", 404), ("..%2fquote", 404)):
        refused = await rep.post(f"/api/v1/forms/quote/records/{sale.quote}/documents/{path}")
        assert refused.status_code == status
        assert refused.headers["content-type"] == "application/problem+json"


async def test_a_program_prints_no_foreign_record(
    program: Program, world: World, other: World, owners_sale: Sale
) -> None:
    path = f"/api/v1/forms/quote/records/{owners_sale.quote}/documents/quote"
    assert (await (await program(world.company, world.rep)).post(path)).status_code == 404
    assert (await (await program(other.company, other.owner)).post(path)).status_code == 404
    assert (await (await program(world.company, world.auditor)).post(path)).status_code == 403


PROFILE = {
    "name": "华东精工集团",
    "address": "苏州市锦峰路158号",
    "phone": "0512-66881200",
    "bank_account": "6225 0011",
}


async def save(client: httpx.AsyncClient, logo: bytes | None = None, **changed: str) -> httpx.Response:
    files = {"logo": ("logo.png", logo, "image/png")} if logo is not None else {"logo": ("", b"")}
    return await client.post("/settings/company", data=PROFILE | changed, files=files)


async def test_the_company_profile_stands_on_the_next_quote(
    database: Database, sign_in: SignIn, world: World, picture: bytes
) -> None:
    sale = await make_sale(database, world, world.rep)
    client = await sign_in(world.company, world.owner)
    assert (await save(client, picture)).status_code == 303
    shown = (await client.get("/settings/company")).text
    assert "苏州市锦峰路158号" in shown
    assert "data:image/png;base64," in shown
    text = text_of((await client.get(f"/f/quote/{sale.quote}/print/quote")).content)
    assert "华东精工集团" in text
    assert "0512-66881200" in text


async def test_the_logo_can_be_taken_away(sign_in: SignIn, world: World, picture: bytes) -> None:
    client = await sign_in(world.company, world.owner)
    await save(client, picture)
    await save(client, remove_logo="1")
    assert "data:image/png" not in (await client.get("/settings/company")).text


async def test_what_is_no_picture_is_refused_and_nothing_changes(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.owner)
    broken, huge = b"\x89PNG\r\n\x1a\n" + b"x" * 100, b"GIF89a" + b"\0" * 1_100_000
    for file in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", broken, huge):
        answer = await save(client, file)
        assert answer.status_code == 422
        assert "苏州市锦峰路158号" in answer.text
    assert "苏州市锦峰路158号" not in (await client.get("/settings/company")).text


async def test_a_name_of_a_thousand_characters_is_refused(sign_in: SignIn, world: World) -> None:
    answer = await save(await sign_in(world.company, world.owner), name="长" * 1000)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


async def test_only_who_manages_forms_changes_the_profile(sign_in: SignIn, world: World) -> None:
    for viewer in (world.rep, world.auditor):
        client = await sign_in(world.company, viewer)
        assert (await client.get("/settings/company")).status_code == 403
        assert (await save(client)).status_code == 403

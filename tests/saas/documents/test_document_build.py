"""What stands on a person's copy of a quote or a contract."""

from uuid import UUID

import pytest
from sqlalchemy import select

from print_templates.document import Document
from saas.audit.log import Operation
from saas.documents.build import TemplateNotFound, build_document
from saas.documents.contracting import contract_from
from saas.documents.press import print_pdf
from saas.documents.profile import save_profile
from saas.kit.errors import Forbidden
from saas.people.viewer import Viewer
from saas.records.query import RecordNotFound
from saas.records.record import Record
from saas.records.save import create_record, update_record
from saas.records.view import view_form
from saas.roles.access import PolicyLine
from tenants.engines import Database
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession
from tests.conftest import World
from tests.saas.documents.conftest import COST, Sale, text_of


async def made_contract(db: TenantSession, viewer: Viewer, quote: UUID) -> Record:
    """Save a contract as the quote proposes it."""
    view, values = await contract_from(db, viewer, quote)
    return await create_record(db, viewer, view, values)


async def quote_for(
    database: Database, world: World, viewer: Viewer, sale: Sale, locale: str | None = None
) -> Document:
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "quote")
        document = await build_document(db, viewer, view, sale.quote, "quote", locale=locale)
        await db.commit()
        return document


async def test_a_quote_says_who_what_and_how_much(database: Database, world: World, sale: Sale) -> None:
    text = text_of(await print_pdf(await quote_for(database, world, world.rep, sale)))
    for said in (
        "报价单",
        "QT-",
        "苏州恒泽精密五金有限公司",
        "江苏苏州虎丘区锦峰路158号",
        "周建平",
        "精密冲压件",
        "HJ-0037-A",
    ):
        assert said in text
    assert "¥1,316,000.00" in text
    assert "人民币壹佰叁拾壹万陆仟元整" in text
    assert "第1页共1页" in text
    assert "2026-12-31" in text
    assert "款到发货。" in text


async def test_what_things_cost_is_on_nobodys_paper(database: Database, world: World, sale: Sale) -> None:
    for viewer in (world.rep, world.owner):
        text = text_of(await print_pdf(await quote_for(database, world, viewer, sale)))
        for cost in COST:
            assert cost.partition(".")[0] not in text.replace(",", "")
        assert "成本" not in text


async def test_columns_that_nobody_filled_in_are_left_out(database: Database, world: World, sale: Sale) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "quote")
        lines = [{"item": "年度维护", "quantity": 1, "price": 500}]
        await update_record(db, world.owner, view, sale.quote, {"lines": lines}, version=None)
        document = await build_document(db, world.owner, view, sale.quote, "quote")
    assert [column.label for column in document.columns] == ["序号", "名称", "数量", "单价", "金额"]


@pytest.mark.parametrize(
    ("locale", "title", "words"),
    [
        ("zh-Hans", "报价单", "人民币壹佰叁拾壹万陆仟元整"),
        ("zh-Hant", "報價單", "人民幣壹佰參拾壹萬陸仟元整"),
        ("en", "Quotation", ""),
    ],
)
async def test_each_language_has_its_own_words(
    locale: str, title: str, words: str, database: Database, world: World, sale: Sale
) -> None:
    document = await quote_for(database, world, world.rep, sale, locale)
    assert document.title == title
    assert document.amount_in_words == words


async def test_an_unknown_language_is_the_readers_own(database: Database, world: World, sale: Sale) -> None:
    assert (await quote_for(database, world, world.rep, sale, "xx")).title == "报价单"


async def test_printing_is_one_line_in_the_log_and_says_what_else_was_read(
    database: Database, world: World, sale: Sale
) -> None:
    await quote_for(database, world, world.rep, sale)
    async with database.tenant(world.company) as db:
        found = (await db.execute(select(Operation).where(Operation.person == "本杰"))).scalars().all()
    [printed] = [line for line in found if line.action == "print"]
    [read] = [line for line in found if line.action == "read"]
    assert printed.form == "quote"
    assert {"number", "total", "lines.price", "lines.item"} <= set(printed.fields or ())
    assert "lines.cost" not in (printed.fields or ())
    assert (read.form, read.detail) == ("customer", {"on": str(sale.quote), "template": "quote"})
    assert "address" in (read.fields or ())


async def test_no_paper_has_the_customers_own_number_in_asterisks(database: Database, world: World, sale: Sale) -> None:
    document = await quote_for(database, world, world.rep, sale)
    lines = dict(document.parties[0].lines)
    assert lines["联系人"] == "周建平"
    assert "电话" not in lines
    assert "****" not in str(document)
    assert "13812342091" not in str(document)


async def test_somebody_elses_quote_is_not_found(database: Database, world: World, owners_sale: Sale) -> None:
    with pytest.raises(RecordNotFound):
        await quote_for(database, world, world.rep, owners_sale)


async def test_who_may_read_but_not_print_is_refused(database: Database, world: World, sale: Sale) -> None:
    with pytest.raises(Forbidden):
        await quote_for(database, world, world.auditor, sale)


async def test_a_quote_is_not_printed_as_a_contract(database: Database, world: World, sale: Sale) -> None:
    async with database.tenant(world.company) as db:
        for template in ("contract", "nothing", "../quote", ""):
            with pytest.raises(TemplateNotFound):
                await build_document(db, world.owner, await view_form(db, world.owner, "quote"), sale.quote, template)


async def test_the_letterhead_and_the_account_are_the_companys(database: Database, world: World, sale: Sale) -> None:
    async with database.tenant(world.company) as db:
        profile = {"name": "华东精工集团", "address": "苏州", "bank_name": "招商银行", "bank_account": "6225 0011"}
        await save_profile(db, world.owner, profile)
        contract = await made_contract(db, world.owner, sale.quote)
        view = await view_form(db, world.owner, "contract")
        document = await build_document(db, world.owner, view, contract.id, "contract")
    assert document.letterhead.name == "华东精工集团"
    assert "户名：华东精工集团，开户行：招商银行，账号：6225 0011" in dict(document.clauses)["付款方式"]


async def test_a_contract_has_its_own_terms_and_common_ones(database: Database, world: World, sale: Sale) -> None:
    async with database.tenant(world.company) as db:
        contract = await made_contract(db, world.rep, sale.quote)
        view = await view_form(db, world.rep, "contract")
        await update_record(db, world.rep, view, contract.id, {"delivery_terms": "分三批送到苏州仓库。"}, version=None)
        document = await build_document(db, world.rep, view, contract.id, "contract")
    clauses = dict(document.clauses)
    headings = "标的与价款 交付与验收 付款方式 质量保证 违约责任 保密 争议解决 其他约定 份数与生效"
    assert list(clauses) == headings.split()
    assert clauses["交付与验收"] == "分三批送到苏州仓库。"
    assert "三十日内" in clauses["付款方式"]
    assert clauses["其他约定"].startswith("含税含运费。\n款到发货。")
    assert "¥1,316,000.00（大写：人民币壹佰叁拾壹万陆仟元整）" in clauses["标的与价款"]


async def test_a_contract_from_a_quote_keeps_customer_lines_and_total(
    database: Database, world: World, sale: Sale
) -> None:
    async with database.tenant(world.company) as db:
        contract = await made_contract(db, world.rep, sale.quote)
    assert contract.values["quote"] == sale.quote
    assert contract.values["customer"] == sale.customer
    assert contract.values["name"] == "苏州恒泽精密五金有限公司购销合同"
    assert contract.values["total"] == 1_316_000
    assert [line.values["item"] for line in contract.lines["lines"]] == ["精密冲压件", "检测工装"]


async def test_no_contract_from_somebody_elses_quote(database: Database, world: World, owners_sale: Sale) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(RecordNotFound):
            await made_contract(db, world.rep, owners_sale.quote)
        with pytest.raises(Forbidden):
            await made_contract(db, world.auditor, owners_sale.quote)


async def deny(database: Database, world: World, form: str, field: str, level: str) -> None:
    """Take a field away from reps: `masked` and above hides it, `read` and above leaves it masked."""
    async with database.tenant(world.company) as db:
        db.add(PolicyLine(ptype="p2", v0="rep", v1=form, v2=field, v3=level, v4="deny"))
        await bump_revision(db)
        await db.commit()


async def test_a_hidden_column_a_hidden_total_and_a_hidden_customer_are_absent(
    database: Database, world: World, sale: Sale
) -> None:
    for form, field in (("quote_line", "price"), ("quote", "total"), ("quote", "customer")):
        await deny(database, world, form, field, "masked")
    document = await quote_for(database, world, world.rep, sale)
    assert [column.label for column in document.columns] == ["序号", "名称", "规格型号", "单位", "数量", "折扣", "金额"]
    assert (document.totals, document.amount_in_words) == ((), "")
    assert "苏州恒泽" not in str(document)


async def test_a_masked_total_is_printed_masked_and_not_in_words(database: Database, world: World, sale: Sale) -> None:
    await deny(database, world, "quote", "total", "read")
    document = await quote_for(database, world, world.rep, sale)
    assert "****" in document.totals[0][1]
    assert document.amount_in_words == ""
    assert "1,316,000" not in str(document)


async def test_hidden_terms_leave_no_clause_that_could_contradict_them(
    database: Database, world: World, sale: Sale
) -> None:
    async with database.tenant(world.company) as db:
        contract = await made_contract(db, world.rep, sale.quote)
        await db.commit()
    for field in ("payment_terms", "total"):
        await deny(database, world, "contract", field, "masked")
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.rep, "contract")
        document = await build_document(db, world.rep, view, contract.id, "contract")
    clauses = dict(document.clauses)
    assert "付款方式" not in clauses
    assert "合同总价款" not in clauses["标的与价款"]


async def test_masked_values_do_not_become_a_contracts(database: Database, world: World, sale: Sale) -> None:
    await deny(database, world, "quote_line", "price", "read")
    async with database.tenant(world.company) as db:
        contract = await made_contract(db, world.rep, sale.quote)
    assert {line.values["price"] for line in contract.lines["lines"]} == {None}


async def test_many_lines_keep_their_order_on_many_pages(database: Database, world: World, sale: Sale) -> None:
    names = [f"产品{n:03}号" for n in range(120)]
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "quote")
        lines = [{"item": name, "price": 1} for name in names]
        await update_record(db, world.owner, view, sale.quote, {"lines": lines}, version=None)
        await db.commit()
    text = text_of(await print_pdf(await quote_for(database, world, world.rep, sale)))
    assert sorted(names, key=text.index) == names
    assert "第2页共" in text

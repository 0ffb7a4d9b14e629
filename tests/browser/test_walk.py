"""The main job, end to end: a company signs up, brings its spreadsheets, works, prints, and is audited."""

import base64
import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Served, every_way

pytestmark = every_way
PASSWORD = "wohen-xihuan-88-cha"


FETCH = """async (address) => {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


@dataclass
class Workspace:
    """A company that has signed up, and its owner's login."""

    label: str
    url: str
    state: dict[str, object]


@pytest.fixture(scope="session")
async def workspace(served: Served, browser: Browser) -> Workspace:
    """Sign up as a visitor does: form, mail in the local outbox, confirmation, workspace."""
    label = f"hengze{secrets.token_hex(3)}"
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(f"{served.url}/signup")
    for name, value in (
        ("company", "恒泽科技"),
        ("host", label),
        ("name", "安然"),
        ("email", f"anran@{label}.cn"),
        ("password", PASSWORD),
    ):
        await page.fill(f"[name={name}]", value)
    await page.click("main button.primary")
    await page.wait_for_url("**/signup/sent")
    await page.goto(served.outbox)
    await page.locator("a[href*='/signup/confirm/']").first.click()
    url = served.workspace(label)
    await expect(page).to_have_url(f"{url}/")
    state = await context.storage_state()
    await context.close()
    return Workspace(label, url, dict(state))


@pytest.fixture
async def owner(workspace: Workspace, browser: Browser) -> Page:
    """安然's browser."""
    context = await browser.new_context(storage_state=workspace.state, locale="zh-CN")  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return await context.new_page()


async def new_customer(page: Page, workspace: Workspace, name: str, **values: str) -> str:
    """Type a customer in and give its address."""
    await page.goto(f"{workspace.url}/f/customer/new")
    await page.fill("#name", name)
    for field, value in values.items():
        await page.fill(f"#{field}", value)
    await page.click("[data-save]")
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


async def test_a_new_workspace_has_the_crm(owner: Page, workspace: Workspace) -> None:
    await owner.goto(workspace.url)
    side = owner.get_by_role("navigation", name="主导航")
    for form in ("客户", "联系人", "商机", "报价", "合同", "跟进", "产品"):
        await expect(side.get_by_role("link", name=form, exact=True)).to_be_visible()


async def test_a_customer_is_found_by_initials_and_last_digits(owner: Page, workspace: Workspace) -> None:
    await new_customer(owner, workspace, "苏州恒泽精密五金有限公司", mobile="13812345678")
    for typed in ("恒泽", "szhz", "5678"):
        await owner.fill("#find", typed)
        await expect(owner.locator("#find-results")).to_contain_text("苏州恒泽精密五金有限公司")


async def test_a_revealed_number_was_masked_before(owner: Page, workspace: Workspace) -> None:
    await new_customer(owner, workspace, "杭州云栈信息技术有限公司", mobile="13987654321")
    await expect(owner.locator("main")).to_contain_text("139****4321")
    await owner.get_by_role("button", name="显示手机").click()
    await expect(owner.locator("main")).to_contain_text("13987654321")


async def test_the_back_button_returns_to_the_filtered_list(owner: Page, workspace: Workspace) -> None:
    await new_customer(owner, workspace, "深圳前海融汇融资租赁有限公司")
    await owner.goto(f"{workspace.url}/f/customer?q=前海")
    address = owner.url
    await owner.locator("tbody a").first.click()
    await owner.go_back()
    assert owner.url == address
    await expect(owner.locator("tbody")).to_contain_text("深圳前海融汇融资租赁有限公司")


async def test_two_people_editing_at_once_are_told(owner: Page, workspace: Workspace) -> None:
    url = await new_customer(owner, workspace, "成都蜀南供应链管理有限公司", amount="100")
    second = await owner.context.new_page()
    await owner.goto(f"{url}/edit")
    await second.goto(f"{url}/edit")
    await second.fill("#amount", "777")
    await second.click("[data-save]")
    await owner.fill("#amount", "888")
    await owner.click("[data-save]")
    await expect(owner.locator("main")).to_contain_text("777")
    await owner.get_by_role("button", name="用我的覆盖").click()
    await expect(owner.locator("main")).to_contain_text("¥888")


async def test_trash_can_be_undone_from_the_toast(owner: Page, workspace: Workspace) -> None:
    await new_customer(owner, workspace, "武汉同康医疗器械有限公司")
    await owner.locator(".head summary").last.click()
    await owner.get_by_role("button", name="移到回收站").click()
    await owner.get_by_role("button", name="撤销").click()
    await expect(owner.locator("tbody")).to_contain_text("武汉同康医疗器械有限公司")


async def test_a_follow_up_is_logged_on_a_phone(workspace: Workspace, browser: Browser, owner: Page) -> None:
    url = await new_customer(owner, workspace, "青岛海岳建设工程有限公司")
    phone = await browser.new_context(
        storage_state=workspace.state,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        locale="zh-CN",  # type: ignore[arg-type]
    )
    page = await phone.new_page()
    await page.goto(url)
    await page.fill("#content", "价格接受，下周签约")
    await page.fill("#next_at", "+3天")
    await page.locator("#write").get_by_role("button", name="保存").click()
    await expect(page.locator("#timeline")).to_contain_text("价格接受，下周签约")
    await expect(page.locator("#toasts")).to_contain_text("跟进已保存")
    await expect(page.locator("#content")).to_have_value("")
    assert "+3" not in await page.locator("#strip-next_follow_up").inner_text()
    await expect(page.locator("#strip-next_follow_up")).not_to_contain_text("—")
    # The stage that is tapped next is of the record as it is now.
    await page.get_by_role("button", name="方案报价").tap()
    await expect(page.locator("#toasts")).to_contain_text("阶段已改为“方案报价”")
    await page.locator("#toasts").get_by_role("button", name="撤销").tap()
    await expect(page.get_by_role("listitem").filter(has_text="方案报价").get_by_role("button")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await phone.close()


async def test_who_types_a_customer_that_is_there_hears_so(owner: Page, workspace: Workspace) -> None:
    url = await new_customer(owner, workspace, "宁波海曙精密模具有限公司")
    await owner.goto(f"{workspace.url}/f/customer/new")
    await owner.locator("#name").press_sequentially("宁波海曙精密模具")
    await expect(owner.locator("#duplicates")).to_contain_text("客户名称相同：宁波海曙精密模具有限公司")
    await expect(owner.locator("#duplicates").get_by_role("link", name="打开")).to_have_attribute(
        "href", url.removeprefix(workspace.url)
    )
    await owner.locator("[data-save]").click()
    await owner.get_by_role("button", name="仍要新建").click()
    await expect(owner.locator("h1")).to_have_text("宁波海曙精密模具")


async def test_a_new_field_is_everywhere_at_once(owner: Page, workspace: Workspace) -> None:
    await owner.goto(f"{workspace.url}/settings/forms/customer/fields/new")
    await owner.select_option("#kind", "choice")
    await owner.wait_for_selector("#choices")
    await owner.fill("#label", "客户性质")
    await owner.fill("#choices", "国企\n民企")
    await owner.click("[data-save]")
    await expect(owner.locator("main")).to_contain_text("客户性质")
    await owner.goto(f"{workspace.url}/f/customer/new")
    await owner.fill("#name", "宁波港汇物流有限公司")
    await owner.select_option("#kehuxingzhi", "民企")
    await owner.click("[data-save]")
    await expect(owner.locator("main")).to_contain_text("民企")
    tree = '{"field":"kehuxingzhi","op":"any_of","value":["民企"]}'
    await owner.goto(f"{workspace.url}/f/customer?columns=name,kehuxingzhi&filter={tree}")
    await expect(owner.locator("tbody tr")).to_have_count(1)


async def test_the_filter_builder_needs_no_typing_of_json(owner: Page, workspace: Workspace) -> None:
    await new_customer(owner, workspace, "广州木棉商贸有限公司", amount="120000")
    await owner.goto(f"{workspace.url}/f/customer")
    await owner.get_by_role("link", name="筛选", exact=True).click()
    await owner.locator("[id='g.0.c.0.field']").select_option("amount")
    await owner.locator("[id='g.0.c.0.op']").select_option("at_least")
    await owner.locator("[id='g.0.c.0.value-0']").fill("12万")
    await owner.get_by_role("button", name="应用").click()
    await expect(owner.locator(".chip")).to_contain_text("12万")
    await expect(owner.locator("tbody")).to_contain_text("广州木棉商贸有限公司")


async def quoted(page: Page, workspace: Workspace, customer: str) -> str:
    """Make a quote with two lines for a customer and give its address."""
    await page.goto(f"{workspace.url}/f/quote/new?customer={customer.rsplit('/', 1)[1]}")
    await page.fill("[name='lines.0.item']", "冲压件")
    await page.fill("[name='lines.0.quantity']", "3")
    await page.fill("[name='lines.0.price']", "1000")
    await page.fill("[name='lines.0.cost']", "61234")
    await page.click("[data-add-row]")
    await page.fill("[name='lines.1.item']", "检测服务")
    await page.fill("[name='lines.1.price']", "500.50")
    await page.click("[data-save]")
    await expect(page.locator("main")).to_contain_text("¥3,500.50")
    return page.url


async def test_a_quote_becomes_a_contract_and_both_print(owner: Page, workspace: Workspace, tmp_path: Path) -> None:
    customer = await new_customer(owner, workspace, "北京启明教育科技有限公司")
    quote = await quoted(owner, workspace, customer)
    for address, expected in ((f"{quote}/print/quote", "QT-"), ("", "HT-")):
        if not address:
            await owner.goto(quote)
            await owner.get_by_role("link", name="生成合同").click()
            await owner.click("[data-save]")
            await owner.wait_for_url("**/f/contract/**")
            address = f"{owner.url}/print/contract"
        file = tmp_path / "printed.pdf"
        file.write_bytes(base64.b64decode(await owner.evaluate(FETCH, address)))
        text = "".join(sheet.extract_text() for sheet in PdfReader(file).pages).replace("\n", "")
        assert expected in text
        assert "北京启明教育科技有限公司" in text
        assert "叁仟伍佰元伍角" in text
        assert "61234" not in text
        assert "61,234" not in text


async def logged_in(served: Served, workspace: Workspace, browser: Browser, role: str) -> Page:
    """Make a colleague with the command line and log in as them."""
    email = f"{role}-{secrets.token_hex(3)}@{workspace.label}.cn"
    served.guanxi(
        *("user", "create", "--tenant", workspace.label, "--email", email),
        *("--name", role, "--role", role, "--password", PASSWORD),
    )
    context: BrowserContext = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(f"{workspace.url}/login")
    await page.fill("[name=email]", email)
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button.primary")
    await expect(page).to_have_url(f"{workspace.url}/")
    return page


async def test_a_rep_sees_own_customers_and_no_cost(
    served: Served, workspace: Workspace, browser: Browser, owner: Page
) -> None:
    theirs = await new_customer(owner, workspace, "西安秦岳生物科技股份有限公司")
    rep = await logged_in(served, workspace, browser, "rep")
    await rep.goto(f"{workspace.url}/f/customer")
    await expect(rep.locator("main")).to_contain_text("还没有客户")
    answer = await rep.goto(theirs)
    assert answer
    assert answer.status == 404
    await rep.goto(f"{workspace.url}/f/quote/new")
    await expect(rep.locator("main")).not_to_contain_text("成本")
    await rep.context.close()


async def test_the_auditor_sees_who_did_what(
    served: Served, workspace: Workspace, browser: Browser, owner: Page
) -> None:
    url = await new_customer(owner, workspace, "厦门鹭屿网络科技有限公司", mobile="13800001111")
    await owner.get_by_role("button", name="显示手机").click()
    await expect(owner.locator("main")).to_contain_text("13800001111")
    auditor = await logged_in(served, workspace, browser, "auditor")
    await auditor.goto(f"{workspace.url}/log?record={url.rsplit('/', 1)[1]}")
    await expect(auditor.locator("main")).to_contain_text("安然")
    await expect(auditor.locator("main")).to_contain_text("手机")
    await expect(auditor.locator("main")).not_to_contain_text("13800001111")
    await auditor.context.close()


async def test_a_quote_is_written_by_choosing(owner: Page, workspace: Workspace) -> None:
    """Contacts are the customer's, a product fills its line, amounts run along, and no list is cut off."""
    await owner.goto(f"{workspace.url}/f/product/new")
    for field, value in (("name", "SCARA机器人"), ("unit", "台"), ("price", "6.5万")):
        await owner.fill(f"#{field}", value)
    await owner.click("[data-save]")
    await owner.goto(f"{workspace.url}/f/product/new")
    await owner.fill("#name", "定制夹具")
    await owner.click("[data-save]")
    customer = await new_customer(owner, workspace, "无锡科丰塑胶有限公司")
    await new_customer(owner, workspace, "苏州盛泽纺织有限公司")
    for name, of in (("罗勇", "无锡科丰"), ("王敏", "苏州盛泽")):
        await owner.goto(f"{workspace.url}/f/contact/new")
        await owner.fill("#name", name)
        await chosen(owner, "customer", of)
        await owner.click("[data-save]")
        await expect(owner.get_by_role("heading", level=1)).to_have_text(name)
    await owner.goto(f"{workspace.url}/f/quote/new?customer={customer.rsplit('/', 1)[1]}")
    await owner.click("[name=contact_text]")
    await expect(owner.locator(".options:popover-open .option")).to_have_text(["罗勇"])
    await owner.set_viewport_size({"width": 390, "height": 844})
    await chosen(owner, "lines.0.product", "定制夹具")
    await expect(owner.locator("[name='lines.0.item']")).to_have_value("定制夹具")
    await owner.fill("[name='lines.0.product_text']", "")
    option = owner.locator(".options:popover-open .option", has_text="SCARA")
    await expect(option).to_be_in_viewport(ratio=1)
    await option.click()
    await expect(owner.locator("[name='lines.0.price']")).to_have_value("65000")
    await expect(owner.locator("[name='lines.0.item']")).to_have_value("SCARA机器人")
    await owner.fill("[name='lines.0.quantity']", "3")
    await expect(owner.locator("[data-computed='lines.0.amount']")).to_have_value("¥195,000")
    await expect(owner.locator("[data-computed=total]")).to_have_value("¥195,000")
    await owner.click("[data-add-row]")
    await owner.fill("[name='lines.1.item']", "夹具（含安装）")
    await chosen(owner, "lines.1.product", "SCARA")
    await expect(owner.locator("[name='lines.1.price']")).to_have_value("65000")
    await expect(owner.locator("[name='lines.1.item']")).to_have_value("夹具（含安装）")
    await chosen(owner, "lines.1.product", "定制夹具")
    await expect(owner.locator("[name='lines.1.item']")).to_have_value("定制夹具")
    await expect(owner.locator("[name='lines.1.price']")).to_have_value("")
    await owner.click("[data-save]")
    await expect(owner.get_by_role("main")).to_contain_text("¥195,000")


async def chosen(page: Page, field: str, typed: str) -> None:
    """Choose a record by typing."""
    await page.fill(f"[name='{field}_text']", "")
    await page.locator(f"[name='{field}_text']").press_sequentially(typed)
    await page.locator(".options:popover-open .option", has_text=typed).click()

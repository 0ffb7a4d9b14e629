"""Every page: nothing for axe to find, nothing wider than a phone, light on the wire, calm without its database."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, Response

from tests.browser.conftest import Served
from tests.browser.looking import troubles
from tests.browser.test_walk import Workspace, new_customer, quoted, workspace

__all__ = ["workspace"]

VISITOR = ("/", "/signup", "/find")
MEMBER = (
    "/",
    "/f/customer",
    "/f/customer?q=nothing-like-this",
    "/f/customer/new",
    "/f/customer/filter",
    "/f/customer/columns",
    "/f/customer/import",
    "/f/contact",
    "/f/quote/new",
    "/search?q=hz",
    "/settings",
    "/settings/forms/customer",
    "/settings/forms/customer/fields/new",
    "/settings/forms/customer/fields/level",
    "/settings/company",
    "/people",
    "/people/new",
    "/people/departments",
    "/people/1",
    "/log",
    "/log/1",
    "/log/verify",
    "/log/panel?form=customer&record=01a21c4d-59f3-759c-9012-9d7c4816f064",
    "/notifications",
    "/account",
    "/imports",
    "/exports",
    "/f/customer/export",
    "/f/customer?trash=1",
    "/nothing-here",
)


@pytest.fixture(scope="module")
async def addresses(served: Served, browser: Browser, workspace: Workspace) -> list[str]:
    """All pages of a workspace that has something to show, and the bare host's."""
    context = await browser.new_context(storage_state=workspace.state, locale="zh-CN")  # type: ignore[arg-type]
    page = await context.new_page()
    customer = await new_customer(
        page, workspace, "恒泽精密有限公司", mobile="13812345678", next_follow_up="2026-01-01"
    )
    quote = await quoted(page, workspace, customer)
    await context.close()
    records = [customer, f"{customer}/edit", quote, f"{quote}/edit"]
    return [
        *(served.url + path for path in VISITOR),
        served.outbox,
        *(workspace.url + path for path in MEMBER),
        *records,
        f"{workspace.url}/login",
        f"{workspace.url}/forgot",
        f"{workspace.url}/forgot/sent",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
async def test_no_page_shuts_anyone_out(
    browser: Browser, workspace: Workspace, addresses: list[str], scheme: str, width: int
) -> None:
    context = await browser.new_context(
        storage_state=workspace.state,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="zh-CN",
        bypass_csp=True,  # axe is a script from outside; the policy has a test of its own.
    )
    page = await context.new_page()
    seen: dict[str, list[Any]] = {}
    for address in addresses:
        await page.goto(address)
        seen[address] = await troubles(page)
    assert {address: found for address, found in seen.items() if found} == {}
    await context.close()


async def test_the_log_s_filters_fold_on_a_phone_and_fit_the_narrowest(
    browser: Browser, workspace: Workspace, addresses: list[str]
) -> None:
    context = await browser.new_context(storage_state=workspace.state, locale="zh-CN", bypass_csp=True)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{workspace.url}/log")
    assert await page.locator(".log-filters").is_visible(), "at a desk they are always there"
    assert not await page.locator(".log-fold > summary").is_visible()
    await page.set_viewport_size({"width": 320, "height": 700})
    assert not await page.locator(".log-filters select").first.is_visible()
    await page.click(".log-fold > summary")
    assert await page.locator(".log-filters select").first.is_visible()
    assert await troubles(page) == []
    await page.set_viewport_size({"width": 1440, "height": 900})
    seal = page.locator("td .sealed, td[data-slot=end]").first
    assert await seal.evaluate("(cell) => cell.getBoundingClientRect().right <= innerWidth")
    assert await page.evaluate(
        "(() => { const box = document.querySelector('.table-scroll'); return box.scrollWidth <= box.clientWidth })()"
    )
    await context.close()


async def test_no_page_breaks_the_policy_or_a_script(
    browser: Browser, workspace: Workspace, addresses: list[str]
) -> None:
    context = await browser.new_context(storage_state=workspace.state, locale="zh-CN")  # type: ignore[arg-type]
    page = await context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            said.append(f"{page.url}: {message.text}")
            if message.type == "error" and "404" not in message.text
            else None
        ),
    )
    for address in addresses:
        await page.goto(address)
    assert said == []
    await context.close()


async def test_a_list_is_light_on_the_wire(browser: Browser, workspace: Workspace, addresses: list[str]) -> None:
    context = await browser.new_context(storage_state=workspace.state, locale="zh-CN")  # type: ignore[arg-type]

    async def weight() -> int:
        page = await context.new_page()
        sizes: list[int] = []
        received: list[Response] = []
        page.on("response", lambda response: received.append(response))
        await page.goto(f"{workspace.url}/f/customer", wait_until="networkidle")
        for response in received:
            sizes.append((await response.request.sizes())["responseBodySize"])
        return sum(sizes)

    assert await weight() < 120_000
    assert await weight() < 20_000
    await context.close()


async def test_pages_can_be_read_without_scripts(browser: Browser, workspace: Workspace, addresses: list[str]) -> None:
    context = await browser.new_context(
        storage_state=workspace.state,  # type: ignore[arg-type]
        java_script_enabled=False,
        locale="zh-CN",
    )
    page: Page = await context.new_page()
    await page.goto(f"{workspace.url}/f/customer")
    assert "恒泽精密有限公司" in await page.inner_text("tbody")
    await page.goto(f"{workspace.url}/f/customer/new")
    await page.fill("#name", "无脚本有限公司")
    await page.click("[data-save]")
    assert "无脚本有限公司" in await page.inner_text("h1")
    await context.close()

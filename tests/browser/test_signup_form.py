"""The sign-up form in a real browser: suggestions, the policy on where forms may lead, and life without scripts."""

import asyncio
import secrets

from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import Served

PASSWORD = "墨水 纸张 印章 一枚"


async def sign_up(page: Page, served: Served, label: str) -> None:
    await page.goto(f"{served.url}/signup")
    await page.fill("#company", "恒泽精密")
    await page.fill("#host", label)
    await page.fill("#name", "安然")
    await page.fill("#email", f"anran@{label}.cn")
    await page.fill("#password", PASSWORD)
    await page.click("main form button")
    await page.wait_for_url("**/signup/sent")
    await page.goto(served.outbox)
    await page.locator("a[href*='/signup/confirm/']").first.click()


async def test_a_suggestion_never_overwrites_what_somebody_types(served: Served, page: Page) -> None:
    async def late(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await page.goto(f"{served.url}/signup")
    await page.type("#company", "恒泽科技")
    await expect(page.locator("#host")).to_have_value("hengzekeji")
    await page.route("**/signup/suggestion**", late)
    await page.reload()
    async with page.expect_response("**/signup/suggestion**"):
        await page.fill("#company", "恒泽精密")
        await page.wait_for_timeout(450)
        await page.focus("#host")
        await page.keyboard.type("my-own")
    await page.wait_for_timeout(200)
    assert await page.input_value("#host") == "my-own"
    assert await page.evaluate("document.activeElement.id") == "host"


async def test_everything_works_without_scripts(served: Served, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="zh-CN")
    page, label = await context.new_page(), f"plain-{secrets.token_hex(3)}"
    await sign_up(page, served, label)
    await page.wait_for_url(f"{served.workspace(label)}/")
    await page.goto(f"{served.workspace(label)}/account")
    assert "安然" in await page.content()
    await context.close()


async def test_forms_may_lead_from_our_host_to_a_workspace(served: Served, page: Page) -> None:
    label = f"found-{secrets.token_hex(3)}"
    await sign_up(page, served, label)
    await page.wait_for_url(f"{served.workspace(label)}/")
    await page.context.clear_cookies()
    await page.goto(f"{served.url}/find")
    await page.fill("#host", label)
    await page.click("main form button")
    await page.wait_for_url(f"{served.workspace(label)}/login")
    await sign_up(page, served, label + "2")
    await page.wait_for_url(f"{served.workspace(label + '2')}/")


async def test_who_comes_second_chooses_another_address(served: Served, page: Page) -> None:
    label = f"same-{secrets.token_hex(3)}"
    links = []
    for _ in range(2):
        await page.goto(f"{served.url}/signup")
        for field, value in (("company", "恒泽"), ("host", label), ("name", "安然"), ("email", f"a@{label}.cn")):
            await page.fill(f"#{field}", value)
        await page.fill("#password", PASSWORD)
        await page.click("main form button")
        await page.wait_for_url("**/signup/sent")
        await page.goto(served.outbox)
        links.append(await page.locator("a[href*='/signup/confirm/']").first.get_attribute("href") or "")
    await page.goto(links[0])
    await page.wait_for_url(f"{served.workspace(label)}/")
    await page.goto(links[1])
    await page.fill("#host", f"{label}-2")
    await page.click("main form button")
    await page.wait_for_url(f"{served.workspace(label + '-2')}/")

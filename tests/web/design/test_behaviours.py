"""What the small scripts do in a real browser, on the gallery and on a page of their own; axe over the gallery."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Dialog, Page, expect

AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def visit(page: Page, path: str) -> None:
    """Open a page and wait until its scripts are listening."""
    await page.goto(path)
    await page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_gallery(page: Page, theme: str, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await visit(page, f"/ui?theme={theme}")
    session = await page.context.new_cdp_session(page)
    await session.send("Runtime.evaluate", {"expression": AXE})
    found = await page.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_linked_record_is_picked_by_keyboard(page: Page) -> None:
    await visit(page, "/page")
    await page.get_by_role("combobox", name="Customer").press_sequentially("苏州")
    await page.get_by_role("option", name="测试仪器厂").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await page.input_value("[name=customer]") == "8"
    assert await page.input_value("[name=customer_text]") == "苏州工业园区测试仪器厂"


async def test_a_late_answer_leaves_alone_what_was_walked_to(page: Page) -> None:
    await visit(page, "/page")
    combobox = page.get_by_role("combobox", name="Customer")
    await combobox.press_sequentially("苏州")
    await page.get_by_role("option", name="测试仪器厂").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.evaluate("htmx.ajax('GET', '/suggest?q=苏', {target: document.querySelector('[role=listbox]')})")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("测试仪器厂")


async def test_a_question_goes_away_with_what_it_is_about(page: Page) -> None:
    await visit(page, "/page")
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Really?")
    await page.evaluate("htmx.ajax('GET', '/search', {target: '#form'})")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.evaluate("htmx.ajax('GET', '/search', {target: '#risky', swap: 'outerHTML'})")
    await expect(page.get_by_role("dialog")).not_to_be_visible()
    assert not page.url.endswith("?sent")


async def test_typing_on_forgets_what_was_picked(page: Page) -> None:
    await visit(page, "/page")
    combobox = page.get_by_role("combobox", name="Customer")
    await combobox.press_sequentially("宁波")
    await page.get_by_role("option", name="港汇").click()
    assert await page.input_value("[name=customer]") == "9"
    await combobox.press_sequentially("x")
    assert await page.input_value("[name=customer]") == ""


async def test_several_colleagues_are_picked_and_one_taken_back(page: Page) -> None:
    await visit(page, "/page")
    for word in ("恒泽", "宁波"):
        await page.get_by_role("combobox", name="Helpers").press_sequentially(word)
        await page.get_by_role("option", name=word).click()
    await page.get_by_role("button", name="移除").first.click()
    assert await page.eval_on_selector_all("[name=helpers]", "all => all.map(one => one.value)") == ["9"]


async def test_a_drawer_opens_saves_and_closes_with_a_toast(page: Page) -> None:
    await visit(page, "/page")
    await page.get_by_role("link", name="Open").click()
    await page.get_by_role("textbox", name="Name").fill("周建平")
    await page.get_by_role("button", name="保存").click()
    await page.get_by_text("Saved").wait_for()
    assert not await page.locator("#drawer").is_visible()
    assert await page.get_by_role("button", name="撤销").is_visible()


async def test_a_drawer_with_changes_asks_before_it_closes(page: Page) -> None:
    asked: list[str] = []

    async def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    await visit(page, "/page")
    page.on("dialog", refuse)
    await page.get_by_role("link", name="Open").click()
    await page.get_by_role("textbox", name="Name").fill("周")
    await page.keyboard.press("Escape")
    assert asked == ["修改还没有保存，确定离开吗？"]
    assert await page.locator("#drawer").is_visible()
    await page.evaluate("document.querySelector('[data-changed]').removeAttribute('data-changed')")


async def test_rows_of_a_subtable_are_added_numbered_and_removed(page: Page) -> None:
    await visit(page, "/page")
    for _ in range(2):
        await page.get_by_role("button", name="添加一行").click()
    await page.get_by_role("button", name="删除这一行").nth(1).click()
    names = await page.eval_on_selector_all("[aria-label=Product]", "all => all.map(one => one.name)")
    assert names == ["lines.0.product", "lines.2.product"]
    assert await page.locator(".row-no").all_inner_texts() == ["1", "2"]


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page: Page) -> None:
    await visit(page, "/page")
    await page.set_input_files(
        "[name=files]", {"name": "客户.xlsx", "mimeType": "application/zip", "buffer": b"x" * 2000}
    )
    assert await page.locator(".drop .field-error").inner_text() == "“客户.xlsx”超过 1.0 KB，请拆分后再上传。"
    assert not await page.eval_on_selector("#form", "form => form.checkValidity()")


async def test_what_cannot_be_undone_is_asked_first(page: Page) -> None:
    await visit(page, "/page")
    await page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete")
    assert await dialog.locator("p").inner_text() == "Really?"
    await dialog.get_by_role("button", name="取消").click()
    assert page.url.endswith("/page")
    await page.get_by_role("button", name="Delete").click()
    await dialog.get_by_role("button", name="Delete", exact=True).click()
    await page.wait_for_url("**/page?sent")


async def test_ticked_rows_are_counted(page: Page) -> None:
    await visit(page, "/ui")
    boxes = page.locator("[data-pick]")
    await boxes.nth(1).click()
    await boxes.nth(3).click(modifiers=["Shift"])
    assert await page.locator("[data-picked-text]").inner_text() == "已选 3 条"
    assert await page.eval_on_selector("[data-pick-all]", "box => box.indeterminate")
    await page.get_by_role("button", name="取消选择").click()
    assert not await page.locator(".picked-bar").is_visible()


async def test_a_column_keeps_the_width_someone_gave_it(page: Page) -> None:
    await visit(page, "/ui")
    head = page.locator("[data-resize] thead th").nth(1)
    before = (await head.bounding_box() or {})["width"]
    grip = page.locator("[data-grip=name]")
    await grip.hover()
    box = await grip.bounding_box()
    assert box
    await page.mouse.down()
    await page.mouse.move(box["x"] + 86, box["y"] + 5)
    await page.mouse.up()
    await visit(page, "/ui")
    after = (await head.bounding_box() or {})["width"]
    assert after == pytest.approx(before + 80, abs=12)


async def test_keys_lead_to_the_search_and_the_list_of_keys(page: Page) -> None:
    await visit(page, "/ui")
    await page.keyboard.press("Control+k")
    assert await page.evaluate("document.activeElement.id") == "find"
    await page.keyboard.press("?")
    assert await page.input_value("#find") == "?"
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("?")
    assert await page.get_by_role("dialog", name="键盘快捷键").is_visible()


async def test_what_the_search_finds_is_walked_by_arrow_keys(page: Page) -> None:
    await visit(page, "/ui")
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("苏州")
    await page.get_by_role("link", name="苏州工业园区").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert page.url.endswith("#2")


async def test_a_menu_is_walked_by_arrow_keys_and_left_by_escape(page: Page) -> None:
    await visit(page, "/ui")
    await page.get_by_text("更多操作").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    assert "复制一份" in await page.evaluate("document.activeElement.textContent")
    await page.keyboard.press("Escape")
    assert await page.locator(".menu[open]").count() == 0


async def test_control_and_enter_send_the_form(page: Page) -> None:
    await visit(page, "/page")
    await page.locator("[name='lines.0.product']").press("Control+Enter")
    await page.wait_for_url("**/page?sent")


async def test_items_are_put_in_order_by_dragging_and_by_buttons(page: Page) -> None:
    await visit(page, "/page")
    grip, last = page.locator(".grip-handle").first, page.locator("[data-sortable] li").last
    await grip.hover()
    await page.mouse.down()
    box = await last.bounding_box()
    assert box
    for offset in (0, box["height"] - 2):
        await page.mouse.move(box["x"] + 10, box["y"] + offset)
    await page.mouse.up()
    assert await page.eval_on_selector_all("[name=order]", "all => all.map(one => one.value)") == ["b", "a"]
    await page.get_by_role("button", name="Up").last.click()
    assert await page.eval_on_selector_all("[name=order]", "all => all.map(one => one.value)") == ["a", "b"]


async def test_the_folded_sidebar_stays_folded(page: Page) -> None:
    await visit(page, "/ui")
    await page.get_by_role("button", name="收起侧栏").click()
    await visit(page, "/ui")
    box = await page.locator("#side").bounding_box()
    assert box
    assert box["width"] == 56


async def test_a_phone_without_scripts_reaches_every_place(browser: Browser, address: str) -> None:
    context = await browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto("/ui")
    assert not await page.locator("#side").is_visible()
    await page.get_by_role("link", name="展开导航").click()
    assert await page.get_by_role("navigation", name="主导航").get_by_role("link", name="商机").is_visible()
    await context.close()


@pytest.mark.parametrize("by", ["button", "arrow"])
async def test_a_day_is_chosen_with_the_arrow_keys_and_enter(page: Page, by: str) -> None:
    await visit(page, "/page")
    await page.get_by_label("When").fill("2026-11-24")
    if by == "arrow":
        await page.keyboard.press("ArrowDown")
    else:
        await page.get_by_role("button", name="选择日期").first.click()
    for day, key in (("24", "ArrowRight"), ("25", "ArrowDown"), ("2", "Enter")):
        reached = page.locator("calendar-month button[tabindex='0']")
        await expect(reached).to_have_text(day)
        await expect(reached).to_be_focused()
        await page.keyboard.press(key)
    await expect(page.get_by_label("When")).to_have_value("2026-12-02")
    await expect(page.get_by_label("When")).to_be_focused()
    await expect(page.locator("#calendar")).not_to_be_visible()


async def test_a_day_is_chosen_by_a_tap(page: Page) -> None:
    await visit(page, "/page")
    await page.get_by_label("When").fill("2026-11-24")
    await page.get_by_role("button", name="选择日期").first.click()
    await page.locator("calendar-month").get_by_role("button", name="25").click()
    await expect(page.get_by_label("When")).to_have_value("2026-11-25")

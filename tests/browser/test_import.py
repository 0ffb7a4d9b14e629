"""The import wizard, with the real workbooks of eight sales people."""

import secrets
from collections import Counter
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Served, every_way
from tests.browser.looking import troubles_by_day_and_night
from tests.browser.test_walk import PASSWORD
from tests.saas.imports.samples import FOLDER, needs_samples, sample_names

pytestmark = [needs_samples, every_way]
SLOW = 60_000
"""Milliseconds that the checking or importing of 30,003 rows may take on a busy machine."""
STOPPING = "stopping = document.querySelector('form[action$=cancellation]'), document.querySelector('#stage')"
HOSTILE = "<script>alert(1)</script>有限公司"


@pytest.fixture(scope="module")
def label(served: Served) -> str:
    """A company of its own, since 25,802 customers would be in the way of others."""
    label = f"brings{secrets.token_hex(3)}"
    owner = ("--owner-email", f"owner@{label}.cn", "--owner-password", PASSWORD)
    served.guanxi("tenant", "create", "--name", "恒泽", "--host", label, *owner)
    return label


@pytest.fixture
async def owner(served: Served, browser: Browser, label: str) -> Page:
    """The owner's browser, logged in."""
    context = await browser.new_context(locale="zh-CN", bypass_csp=True, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    page = await context.new_page()
    await page.goto(f"{served.workspace(label)}/login")
    await page.fill("[name=email]", f"owner@{label}.cn")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button.primary")
    await expect(page).to_have_url(f"{served.workspace(label)}/")
    return page


async def test_eight_sales_people_leave_excel(owner: Page, served: Served, label: str, tmp_path: Path) -> None:
    said: list[str] = []
    owner.on("dialog", lambda dialog: said.append(dialog.message))
    owner.on("pageerror", lambda error: said.append(str(error)))
    url = served.workspace(label)
    seen = {}

    await owner.goto(f"{url}/f/customer/import")
    await owner.set_input_files("#file", [FOLDER / name for name in sample_names()])
    await expect(owner.locator("main")).to_contain_text(sample_names()[-1])
    seen["files"] = await troubles_by_day_and_night(owner)
    await owner.get_by_role("button", name="上传并继续").click()

    await owner.wait_for_url("**/imports/*")
    sources = owner.locator("details.source")
    await expect(sources).to_have_count(8)
    assert [await each.get_by_text("缺少").count() for each in await sources.all()] == [0] * 8
    seen["columns"] = await troubles_by_day_and_night(owner)
    note = owner.locator("[id='c.0.12']")
    assert await note.input_value() == "note"
    await note.select_option("")
    await owner.get_by_role("button", name="检查").last.click()

    await expect(owner.locator(".stats")).to_contain_text("25,802", timeout=SLOW)
    await expect(owner.locator(".stats")).to_contain_text("4,200")
    seen["preview"] = await troubles_by_day_and_night(owner)
    await owner.get_by_role("link", name="查看全部").click()
    await expect(owner.locator(".pages")).to_contain_text("共")
    seen["rows"] = await troubles_by_day_and_night(owner)
    await owner.get_by_role("link", name="返回导入").click()
    await owner.get_by_role("button", name="返回匹配列").click()
    await expect(note).to_have_value("")
    await note.select_option("note")
    await owner.get_by_role("button", name="检查").last.click()
    await owner.get_by_role("button", name="导入 25,802 行").click(timeout=SLOW)

    address = owner.url
    await expect(owner.get_by_role("progressbar")).to_be_visible()
    await owner.get_by_role("button", name="停止导入").click()
    before = await owner.evaluate(f"({STOPPING}).innerText")
    await owner.wait_for_function("(before) => document.querySelector('#stage').innerText !== before", arg=before)
    assert await owner.evaluate("stopping.isConnected"), "what is asked about must outlive an update of the page"
    await owner.get_by_role("dialog").get_by_role("button", name="取消").click()
    await owner.goto(f"{url}/f/customer")
    await owner.goto(address)
    await expect(owner.locator(".banner.good")).to_contain_text("25,802", timeout=SLOW)
    assert "4,200" in await owner.inner_text(".stats")
    seen["result"] = await troubles_by_day_and_night(owner)

    async with owner.expect_download() as coming:
        await owner.get_by_role("link", name="下载问题清单").click()
    file = tmp_path / "remarks.xlsx"
    await (await coming.value).save_as(file)
    book = CalamineWorkbook.from_path(str(file))
    [name] = book.sheet_names
    _head, *rows = book.get_sheet_by_name(name).to_python()
    assert Counter(str(row[-4]) for row in rows if row[-4] != "新建") == {"重复": 4200, "未导入": 1}
    assert all(row[-3] for row in rows)

    await owner.goto(f"{url}/f/customer?q=alert")
    await expect(owner.locator("tbody tr")).to_have_count(1)
    await expect(owner.locator("tbody")).to_contain_text(HOSTILE)
    seen["list"] = await troubles_by_day_and_night(owner)
    assert said == []
    assert {step: found for step, found in seen.items() if found} == {}
    await owner.context.close()

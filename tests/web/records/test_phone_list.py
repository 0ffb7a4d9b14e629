"""What a phone's list and its round button offer."""

import html
import re

from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.records.test_pages import made


async def test_a_list_is_narrowed_with_one_tap_and_widened_with_the_next(
    database: Database, world: World, sign_in: SignIn
) -> None:
    await made(database, world, name="甲公司", stage="won", level="A")
    await made(database, world, name="乙公司", stage="needs", next_follow_up="2020-01-01")
    client = await sign_in(world.company, world.owner)

    async def taps(path: str) -> dict[str, str]:
        nav = (await client.get(path)).text.split('class="quick phone-only"')[1].split("</nav>")[0]
        return {label: html.unescape(href) for href, label in re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', nav)}

    chips = await taps("/f/customer")
    won = (await client.get(chips["签约"])).text
    assert "甲公司" in won
    assert "乙公司" not in won
    assert (await taps(chips["签约"]))["签约"] == "/f/customer"
    due = (await client.get(chips["待跟进"])).text
    assert "乙公司" in due
    assert "甲公司" not in due
    assert "甲公司" in (await client.get(chips["A"])).text


async def test_import_export_and_sorting_are_in_reach_of_a_phone(
    database: Database, world: World, sign_in: SignIn
) -> None:
    await made(database, world, name="甲公司")
    client = await sign_in(world.company, world.owner)
    menu = (await client.get("/f/customer")).text.split('<div class="phone-only">')[1].split("</details>")[0]
    for href in ("/f/customer/import", "/f/customer/export", "sort=amount"):
        assert href in menu
    assert "sort=mobile" not in menu


async def test_the_round_button_on_a_record_writes_about_it(database: Database, world: World, sign_in: SignIn) -> None:
    id = await made(database, world, name="甲公司")
    product = await made(database, world, "product", name="夹具")
    client = await sign_in(world.company, world.owner)
    for path, wanted in (
        (f"/f/customer/{id}", f"/f/follow_up/new?customer={id}"),
        (f"/f/customer/{id}/edit", f"/f/follow_up/new?customer={id}"),
        (f"/f/product/{product}", "/f/follow_up/new"),
        ("/f/customer", "/f/follow_up/new"),
    ):
        dock = (await client.get(path)).text.split('class="dock"')[1].split("</nav>")[0]
        assert f'href="{wanted}"' in dock
    form = (await client.get(f"/f/follow_up/new?customer={id}")).text
    assert "甲公司" in form

"""A person's own notifications."""

import httpx
import pytest
from sqlalchemy import select

from saas.kit.i18n import use_locale
from saas.notifications.inbox import count_unread
from saas.notifications.model import Notification
from saas.notifications.notify import UrlLeadsAway, notify
from saas.people.viewer import Viewer
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn

GIVEN = "Your export of %(form)s is ready: %(count)s rows. The file is kept for a week."


async def tell(database: Database, world: World, viewer: Viewer, count: int = 1, url: str = "/f/customer") -> list[int]:
    """Leave somebody notifications and give their ids, newest first."""
    async with database.tenant(world.company) as db:
        for n in range(count):
            await notify(db, viewer.id, GIVEN, {"count": n + 1, "form": "客户"}, url)
        await db.commit()
        query = select(Notification.id).where(Notification.person_id == viewer.id).order_by(Notification.id.desc())
        return list((await db.execute(query)).scalars())


async def unread(database: Database, world: World, viewer: Viewer) -> int:
    async with database.tenant(world.company) as db:
        return await count_unread(db, viewer)


async def test_nothing_yet_says_what_will_come(sign_in: SignIn, world: World) -> None:
    answer = await (await sign_in(world.company, world.rep)).get("/notifications")
    assert "还没有通知" in answer.text


async def test_they_are_in_the_reader_s_language(sign_in: SignIn, world: World, database: Database) -> None:
    await tell(database, world, world.rep, 3)
    text = (await (await sign_in(world.company, world.rep)).get("/notifications")).text
    assert text.index("共 3 行") < text.index("共 1 行")
    assert 'class="bell-count">3<' in text


async def test_opening_one_marks_it_as_read_and_leads_there(sign_in: SignIn, world: World, database: Database) -> None:
    newest, _ = await tell(database, world, world.rep, 2)
    client = await sign_in(world.company, world.rep)
    answer = await client.get(f"/notifications/{newest}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/f/customer")
    assert await unread(database, world, world.rep) == 1


async def test_one_or_all_can_be_marked_as_read(sign_in: SignIn, world: World, database: Database) -> None:
    newest, *_ = await tell(database, world, world.rep, 3)
    client = await sign_in(world.company, world.rep)
    assert (await client.post(f"/notifications/{newest}/reading")).status_code == 303
    assert await unread(database, world, world.rep) == 2
    assert (await client.post("/notifications/reading")).status_code == 303
    assert await unread(database, world, world.rep) == 0
    assert "已全部阅读" in (await client.get("/notifications?unread=1")).text


async def test_nobody_reaches_another_persons(sign_in: SignIn, world: World, database: Database) -> None:
    [theirs] = await tell(database, world, world.owner)
    client = await sign_in(world.company, world.rep)
    assert (await client.get(f"/notifications/{theirs}")).status_code == 404
    assert (await client.post(f"/notifications/{theirs}/reading")).status_code == 404
    await client.post("/notifications/reading")
    assert "导出文件已备好" not in (await client.get("/notifications")).text
    assert await unread(database, world, world.owner) == 1


@pytest.mark.parametrize("id", ["0", "-1", "x", "9" * 40, "1;--", "١"])
async def test_an_id_that_is_none_is_not_found(sign_in: SignIn, world: World, id: str) -> None:
    client = await sign_in(world.company, world.rep)
    assert (await client.get(f"/notifications/{id}")).status_code == 404
    assert (await client.get(f"/notifications?before={id}")).status_code == 200


async def test_older_ones_are_a_page_away(sign_in: SignIn, world: World, database: Database) -> None:
    await tell(database, world, world.rep, 60)
    client = await sign_in(world.company, world.rep)
    first = await client.get("/notifications")
    second = await client.get(href(first))
    assert (shown(first), shown(second)) == (50, 10)


def shown(answer: httpx.Response) -> int:
    return answer.text.count('class="notice ')


def href(answer: httpx.Response) -> str:
    return "/notifications?before=" + answer.text.partition("before=")[2].partition('"')[0]


@pytest.mark.parametrize(
    "url",
    ["https://evil.cn/", "//evil.cn", "/\\evil.cn", "javascript:alert(1)", "", "f/customer", "/x\r\nSet-Cookie: a=b"],
)
async def test_a_notification_leads_to_no_other_place(database: Database, world: World, url: str) -> None:
    async with database.tenant(world.company) as db:
        with pytest.raises(UrlLeadsAway):
            await notify(db, world.rep.id, GIVEN, {}, url)


async def test_what_is_in_it_is_text(sign_in: SignIn, world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        await notify(db, world.rep.id, GIVEN, {"count": 1, "form": "<img src=x onerror=alert(1)>"}, "/")
        await db.commit()
    assert "<img" not in (await (await sign_in(world.company, world.rep)).get("/notifications")).text


@pytest.mark.parametrize("params", [{}, {"other": "x"}, {"count": 1}])
def test_a_message_that_lacks_a_parameter_is_still_shown(params: dict[str, str]) -> None:
    with use_locale("zh-Hans"):
        assert "%(form)s" in Notification(message=GIVEN, params=params).text

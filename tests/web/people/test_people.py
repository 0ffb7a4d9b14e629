"""The people pages, and who may use them."""

import re

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select

from saas.people.model import Person, PersonRole
from tenants.engines import Database
from tenants.revisions import bump_revision
from tenants.settings import Settings
from tests.conftest import World
from tests.web.conftest import SignIn
from tests.web.visiting import browser

INVITED = {"email": "new@hengze.cn", "name": "新来", "roles": ["rep", "service"], "department": "1"}


async def test_from_the_invitation_to_the_first_page(
    sign_in: SignIn, app: Litestar, settings: Settings, world: World, database: Database
) -> None:
    owner = await sign_in(world.company, world.owner)
    answer = await owner.post("/people", data=INVITED)
    assert answer.status_code == 200
    found = re.search(r"http://[^<\s]+(/invitation/[\w-]+)", answer.text)
    assert found
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        page = await client.get(found[1])
        assert "new@hengze.cn" in page.text
        refused = await client.post(found[1], data={"name": "新来", "password": "password123"})
        assert refused.status_code == 422
        joined = await client.post(found[1], data={"name": "新来的", "password": "three odd words"})
        assert (joined.status_code, joined.headers["location"]) == (303, "/")
        assert "新来的" in (await client.get("/account")).text
        assert (await client.get(found[1])).status_code == 410
        assert (await client.post(found[1], data={"name": "贼", "password": "three odd words"})).status_code == 410
        assert (await client.get("/people")).status_code == 403
    assert "新来的" in (await owner.get("/people")).text
    async with database.tenant(world.company) as db:
        query = select(PersonRole.role).join(Person).where(Person.email == "new@hengze.cn")
        assert set((await db.execute(query)).scalars()) == {"rep", "service"}


async def test_a_link_is_not_shown_a_second_time(sign_in: SignIn, world: World) -> None:
    owner = await sign_in(world.company, world.owner)
    await owner.post("/people", data=INVITED)
    assert "/invitation/" not in (await owner.get("/people")).text
    assert (await owner.post("/people", data=INVITED)).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *[("GET", path) for path in ("/people", "/people/new", "/people/1", "/people/departments")],
        *[("POST", path) for path in ("/people", "/people/1", "/people/1/disabling", "/people/1/enabling")],
        *[("POST", path) for path in ("/people/1/invitation", "/people/departments", "/people/departments/1")],
    ],
)
async def test_reps_and_auditors_manage_nobody(sign_in: SignIn, world: World, method: str, path: str) -> None:
    for viewer in (world.rep, world.auditor):
        client = await sign_in(world.company, viewer)
        assert (await client.request(method, path, data=INVITED if method == "POST" else None)).status_code == 403
    stranger = await sign_in(world.company)
    assert (await stranger.request(method, path)).status_code == 303


async def test_the_last_owner_is_kept(sign_in: SignIn, world: World) -> None:
    owner = await sign_in(world.company, world.owner)
    answer = await owner.post(f"/people/{world.owner.id}", data={"roles": "rep", "department": "1"})
    assert answer.status_code == 409
    assert (await owner.post(f"/people/{world.owner.id}/disabling")).status_code == 409
    assert (await owner.get("/people")).status_code == 200


async def test_an_administrator_is_shown_no_way_to_owners(sign_in: SignIn, world: World) -> None:
    owner = await sign_in(world.company, world.owner)
    await owner.post(f"/people/{world.rep.id}", data={"roles": "admin", "department": "1"})
    admin = await sign_in(world.company, world.rep)
    assert 'value="owner"' not in (await admin.get("/people/new")).text
    page = (await admin.get(f"/people/{world.owner.id}")).text
    assert "<fieldset" in page
    assert " disabled" in page
    change = {"roles": ["owner"], "department": "1"}
    assert (await admin.post(f"/people/{world.rep.id}", data=change)).status_code == 403
    assert (await admin.post("/people", data=INVITED | {"roles": ["owner"]})).status_code == 403
    assert (await admin.post(f"/people/{world.owner.id}/disabling")).status_code == 403


async def test_roles_changed_alone_keep_the_department(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.owner)
    assert (await client.post(f"/people/{world.rep.id}", data={"roles": "finance"})).status_code == 303
    assert "财务" in (await client.get(f"/people/{world.rep.id}")).text


async def test_a_disabled_member_is_out_at_their_next_click(sign_in: SignIn, world: World) -> None:
    owner, rep = await sign_in(world.company, world.owner), await sign_in(world.company, world.rep)
    assert (await rep.get("/account")).status_code == 200
    await owner.post(f"/people/{world.rep.id}/disabling")
    assert (await rep.get("/account")).status_code == 303
    assert "已停用" in (await owner.get(f"/people/{world.rep.id}")).text
    await owner.post(f"/people/{world.rep.id}/enabling")
    assert (await rep.get("/account")).status_code == 303


async def test_departments_are_added_and_renamed(sign_in: SignIn, world: World) -> None:
    owner = await sign_in(world.company, world.owner)
    assert (await owner.post("/people/departments", data={"department_name": "华东", "parent": "1"})).status_code == 303
    assert (await owner.post("/people/departments", data={"department_name": "华东", "parent": "1"})).status_code == 422
    assert (await owner.post("/people/departments", data={"department_name": "x", "parent": "77"})).status_code == 422
    assert (await owner.post("/people/departments/2", data={"department_name": "华东大区"})).status_code == 303
    assert (await owner.post("/people/departments/2", data={"department_name": ""})).status_code == 422
    assert (await owner.post("/people/departments/99", data={"department_name": "y"})).status_code == 404
    assert "华东大区" in (await owner.get("/people")).text


async def test_hostile_names_stay_text(sign_in: SignIn, world: World) -> None:
    owner = await sign_in(world.company, world.owner)
    await owner.post("/people/departments", data={"department_name": '"><script>alert(1)</script>', "parent": "1"})
    assert "<script>alert" not in (await owner.get("/people")).text
    answer = await owner.post("/people", data=INVITED | {"email": '"><img src=x>', "department": "1 OR 1=1"})
    assert answer.status_code == 422
    assert "<img src=x>" not in answer.text


async def test_members_of_another_company_do_not_exist(sign_in: SignIn, world: World, other: World) -> None:
    stranger = await sign_in(other.company, other.owner)
    assert (await stranger.get("/people/999")).status_code == 404
    names = (await stranger.get("/people")).text
    assert "安然" not in names
    assert "本杰" not in names


async def hire(database: Database, world: World, count: int) -> None:
    """Add colleagues 同事001, 同事002 and so on; the last one is disabled."""
    async with database.tenant(world.company) as db:
        for n in range(1, count + 1):
            status = "disabled" if n == count else "active"
            email = f"number{n:03}@hengze.cn"
            db.add(Person(email=email, name=f"同事{n:03}", department_id=1, status=status, locale="zh-Hans"))
        await bump_revision(db)
        await db.commit()


async def names_on(client: httpx.AsyncClient, path: str) -> list[str]:
    page = await client.get(path)
    assert page.status_code == 200
    return re.findall(r"data-row-link[^>]*>([^<]+)</a>", page.text)


async def test_120_people_come_fifty_to_a_page(sign_in: SignIn, world: World, database: Database) -> None:
    await hire(database, world, 117)
    owner = await sign_in(world.company, world.owner)
    pages = [await names_on(owner, path) for path in ("/people", "/people?page=2", "/people?page=3")]
    assert [len(names) for names in pages] == [50, 50, 20]
    together = [name for names in pages for name in names]
    assert len(set(together)) == 120
    assert together[-1] == "同事117", "those who left come last"
    first = (await owner.get("/people")).text
    assert 'href="/people?page=3"' in first
    assert "119 人" in first, "the department counts people of every page, and not those who left"


async def test_somebody_is_found_by_name_address_or_initials(sign_in: SignIn, world: World, database: Database) -> None:
    await hire(database, world, 117)
    owner = await sign_in(world.company, world.owner)
    assert await names_on(owner, "/people?q=同事042") == ["同事042"]
    assert await names_on(owner, "/people?q=NUMBER042@") == ["同事042"]
    assert await names_on(owner, "/people?q=ar") == ["安然"]
    assert len(await names_on(owner, "/people?q=同事&page=3")) == 17
    assert 'href="/people?q=%E5%90%8C%E4%BA%8B&amp;page=2"' in (await owner.get("/people?q=同事")).text


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999999999999", "page=x", "page=٣", "q=%25", "q=_", "q=%00", f"q={'长' * 5000}"],
)
async def test_odd_pages_and_words_break_no_list(sign_in: SignIn, world: World, query: str) -> None:
    owner = await sign_in(world.company, world.owner)
    found = await names_on(owner, f"/people?{query}")
    assert len(found) == (3 if query.startswith("page") else 0)


async def test_a_word_that_finds_nobody_is_shown_as_it_was_typed(sign_in: SignIn, world: World) -> None:
    owner = await sign_in(world.company, world.owner)
    page = (await owner.get("/people", params={"q": '"><script>x</script>'})).text
    assert "<script>x" not in page
    assert 'value="&#34;&gt;&lt;script&gt;x&lt;/script&gt;"' in page

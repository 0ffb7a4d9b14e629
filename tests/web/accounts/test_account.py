"""A person's own account."""

import re

import pytest
from sqlalchemy import select, update

from saas.accounts.api_tokens import create_token, tokens_of
from saas.accounts.hashing import hash_password
from saas.accounts.sessions import sessions_of, start_session, viewer_of_token
from saas.audit.log import Operation
from saas.people.model import Person
from tenants.engines import Database
from tests.conftest import World
from tests.web.conftest import SignIn

OLD, NEW = "three odd words", "seven other words"


async def set_password(database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        await db.execute(update(Person).where(Person.id == world.rep.id).values(password_hash=await hash_password(OLD)))
        await db.commit()


async def count_sessions(database: Database, world: World) -> int:
    async with database.tenant(world.company) as db:
        return len(await sessions_of(db, world.rep.id))


async def test_a_new_password_ends_the_other_sessions(sign_in: SignIn, world: World, database: Database) -> None:
    await set_password(database, world)
    mine, other = await sign_in(world.company, world.rep), await sign_in(world.company, world.rep)
    answer = await mine.post("/account/password", data={"current": OLD, "new": NEW})
    assert answer.headers["location"] == "/account"
    assert "密码已修改" in (await mine.get("/account")).text
    assert (await other.get("/account")).status_code == 303


@pytest.mark.parametrize(("current", "new"), [("wrong one", NEW), (OLD, "woaini1314"), (OLD, "short"), ("", NEW)])
async def test_a_wrong_or_weak_password_changes_nothing(
    sign_in: SignIn, world: World, database: Database, current: str, new: str
) -> None:
    await set_password(database, world)
    mine, other = await sign_in(world.company, world.rep), await sign_in(world.company, world.rep)
    assert (await mine.post("/account/password", data={"current": current, "new": new})).status_code == 422
    assert (await other.get("/account")).status_code == 200


async def test_whoever_finds_an_open_browser_cannot_guess_the_password(
    sign_in: SignIn, world: World, database: Database
) -> None:
    await set_password(database, world)
    client = await sign_in(world.company, world.rep)
    statuses = [
        (await client.post("/account/password", data={"current": f"guess {n}", "new": NEW})).status_code
        for n in range(9)
    ]
    assert statuses == [422] * 8 + [429]
    async with database.tenant(world.company) as db:
        query = select(Operation.id).where(Operation.action == "change_password_failed")
        assert len((await db.execute(query)).all()) == 8


async def test_devices_are_listed_and_ended(sign_in: SignIn, world: World, database: Database) -> None:
    mine, other = await sign_in(world.company, world.rep), await sign_in(world.company, world.rep)
    page = (await mine.get("/account")).text
    ids = re.findall(r'action="/account/sessions/(\d+)"', page)
    assert len(ids) == 1
    assert (await mine.post(f"/account/sessions/{ids[0]}")).status_code == 303
    assert (await other.get("/account")).status_code == 303
    assert (await mine.get("/account")).status_code == 200
    for _ in range(3):
        await sign_in(world.company, world.rep)
    assert await count_sessions(database, world) == 4
    await mine.post("/account/sessions")
    assert await count_sessions(database, world) == 1


async def test_nobody_ends_a_colleagues_session(sign_in: SignIn, world: World, database: Database) -> None:
    client = await sign_in(world.company, world.rep)
    async with database.tenant(world.company) as db:
        await start_session(db, world.owner.id, ip="", agent="")
        await db.commit()
        await db.begin_again()
        theirs = (await sessions_of(db, world.owner.id))[0].id
    assert (await client.post(f"/account/sessions/{theirs}")).status_code == 404
    async with database.tenant(world.company) as db:
        assert len(await sessions_of(db, world.owner.id)) == 1


async def test_a_token_is_shown_once_and_kept_as_a_hash(sign_in: SignIn, world: World, database: Database) -> None:
    client = await sign_in(world.company, world.rep)
    made = await client.post("/account/tokens", data={"token_name": "ERP <对接>", "days": "30"})
    token = re.search(r"gx_[\w-]{40,}", made.text)
    assert token
    assert token[0] not in (await client.get("/account")).text
    assert "ERP &lt;对接&gt;" in made.text
    async with database.tenant(world.company) as db:
        viewer = await viewer_of_token(db, token[0], ip="")
        assert viewer
        assert (viewer.id, viewer.via) == (world.rep.id, "api")
        kept = (await tokens_of(db, world.rep.id))[0]
        assert kept.expires_at
        await db.commit()
    revoked = await client.post(f"/account/tokens/{kept.id}/revocation")
    assert revoked.status_code == 303
    async with database.tenant(world.company) as db:
        assert await viewer_of_token(db, token[0], ip="") is None
    assert (await client.post(f"/account/tokens/{kept.id}/revocation")).status_code == 404


async def test_nobody_revokes_a_colleagues_token(sign_in: SignIn, world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        await create_token(db, world.owner, "theirs")
        await db.commit()
        await db.begin_again()
        id = (await tokens_of(db, world.owner.id))[0].id
    client = await sign_in(world.company, world.rep)
    assert (await client.post(f"/account/tokens/{id}/revocation")).status_code == 404


@pytest.mark.parametrize("days", ["", "0", "-1", "99999", "abc", "90"])
async def test_a_token_lasts_for_good_only_when_that_was_asked(
    sign_in: SignIn, world: World, database: Database, days: str
) -> None:
    client = await sign_in(world.company, world.rep)
    await client.post("/account/tokens", data={"token_name": "x", "days": days})
    async with database.tenant(world.company) as db:
        assert ((await tokens_of(db, world.rep.id))[0].expires_at is None) == (days == "")


async def test_a_token_is_no_session_and_a_session_no_token(sign_in: SignIn, world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        token = await create_token(db, world.rep, "x")
        await db.commit()
    client = await sign_in(world.company)
    client.cookies.set("guanxi", token)
    assert (await client.get("/account")).status_code == 303
    assert (await client.get("/account", headers={"authorization": f"Bearer {token}"})).status_code == 303


async def test_a_new_name_is_seen_by_everyone(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.rep)
    sent = {"name": "本 杰二", "locale": "en", "theme": "dark"}
    assert (await client.post("/account/profile", data=sent)).headers["location"] == "/account"
    page = (await client.get("/account")).text
    assert "本 杰二" in page
    assert '<html lang="en" data-theme="dark"' in page
    owner = await sign_in(world.company, world.owner)
    assert "本 杰二" in (await owner.get("/people")).text
    for name in ("", "x" * 61, "<script>", "http://a.b"):
        assert (await client.post("/account/profile", data={"name": name})).status_code == 422


async def test_a_language_chosen_alone_keeps_the_name(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.rep)
    assert (await client.post("/account/profile", data={"theme": "dark"})).status_code == 303
    assert world.rep.name in (await client.get("/account")).text


async def test_reloading_a_forms_address_leads_back(sign_in: SignIn, world: World) -> None:
    client = await sign_in(world.company, world.rep)
    for path in ("/account/password", "/account/profile", "/account/tokens", "/account/sessions"):
        assert (await client.get(path)).headers["location"] == "/account"

"""Who is let in while somebody else uses up the tries."""

import secrets

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import update

from saas.accounts.api_tokens import create_token
from saas.accounts.attempts import LOGIN_ACCOUNT, LOGIN_EVERYWHERE, LOGIN_NETWORK
from saas.accounts.hashing import hash_password
from saas.accounts.links import RESET, new_link
from saas.accounts.sessions import viewer_of_token
from saas.people.model import Person
from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.visiting import browser

PASSWORD, NEW = "three odd words", "seven other words"


async def give_password(database: Database, world: World) -> str:
    async with database.tenant(world.company) as db:
        hashed = await hash_password(PASSWORD)
        await db.execute(update(Person).where(Person.id == world.rep.id).values(password_hash=hashed))
        await db.commit()
    return f"rep@{world.company.label}.cn"


@pytest.fixture
async def email(database: Database, world: World) -> str:
    return await give_password(database, world)


@pytest.fixture(autouse=True)
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits that take many tries to reach."""
    for limit, most in ((LOGIN_NETWORK, 9), (LOGIN_EVERYWHERE, 12)):
        monkeypatch.setitem(vars(limit), "most", most)


async def attempt(client: httpx.AsyncClient, email: str, password: str) -> int:
    return (await client.post("/login", data={"email": email, "password": password})).status_code


async def use_up_address(client: httpx.AsyncClient) -> None:
    for _ in range(LOGIN_NETWORK.most):
        assert await attempt(client, f"{secrets.token_hex(4)}@nowhere.cn", "guess") == 422
    assert await attempt(client, f"{secrets.token_hex(4)}@nowhere.cn", "guess") == 429


async def test_another_companys_right_password_gets_in_while_an_address_is_limited(
    app: Litestar, settings: Settings, database: Database, world: World, other: World, email: str
) -> None:
    theirs = await give_password(database, other)
    async with browser(app, settings.tenant_url(world.company.label), ip="10.201.0.1") as client:
        await use_up_address(client)
        assert await attempt(client, email, PASSWORD) == 429
    async with browser(app, settings.tenant_url(other.company.label), ip="10.201.0.1") as client:
        assert await attempt(client, theirs, PASSWORD) == 303


async def test_a_browser_that_was_here_before_gets_in_while_its_address_is_limited(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    url = settings.tenant_url(world.company.label)
    async with browser(app, url, ip="10.201.0.2") as mine, browser(app, url, ip="10.201.0.2") as attacker:
        assert await attempt(mine, email, PASSWORD) == 303
        await mine.post("/logout")
        await use_up_address(attacker)
        assert await attempt(mine, email, PASSWORD) == 303
        assert await attempt(attacker, email, PASSWORD) == 429


async def test_an_account_attacked_from_many_addresses_is_limited_and_its_own_browsers_get_in(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    url = settings.tenant_url(world.company.label)
    async with browser(app, url) as mine:
        assert await attempt(mine, email, PASSWORD) == 303
        await mine.post("/logout")
        statuses = []
        for _ in range(LOGIN_EVERYWHERE.most + 1):
            async with browser(app, url) as attacker:
                statuses.append(await attempt(attacker, email, "guess"))
        assert statuses == [422] * LOGIN_EVERYWHERE.most + [429]
        assert await attempt(mine, email, PASSWORD) == 303


async def test_a_known_browser_has_a_limit_of_its_own(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label)) as thief:
        assert await attempt(thief, email, PASSWORD) == 303
        await thief.post("/logout")
        assert [await attempt(thief, email, "guess") for _ in range(9)] == [422] * 8 + [429]


async def test_a_mark_is_worth_nothing_for_another_account_or_after_a_new_password(
    app: Litestar, settings: Settings, database: Database, world: World, email: str
) -> None:
    url = settings.tenant_url(world.company.label)
    async with browser(app, url, ip="10.201.0.3") as mine, browser(app, url, ip="10.201.0.3") as attacker:
        assert await attempt(mine, email, PASSWORD) == 303
        await mine.post("/logout")
        await use_up_address(attacker)
        id, _, rest = mine.cookies["known"].partition(".")
        attacker.cookies.set("known", f"{world.owner.id}.{rest}")
        assert await attempt(attacker, f"owner@{world.company.label}.cn", "guess") == 429
        attacker.cookies.set("known", f"{id}.forged.{'0' * 40}")
        assert await attempt(attacker, email, PASSWORD) == 429
        async with database.tenant(world.company) as db:
            values = {"password_hash": await hash_password(NEW)}
            await db.execute(update(Person).where(Person.id == world.rep.id).values(values))
            await db.commit()
        assert await attempt(mine, email, NEW) == 429


async def test_who_is_refused_reads_how_long_to_wait(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    async with browser(app, settings.tenant_url(world.company.label), headers={"accept-language": "en"}) as client:
        for _ in range(LOGIN_ACCOUNT.most):
            assert await attempt(client, email, "guess") == 422
        refused = await client.post("/login", data={"email": email, "password": PASSWORD})
    assert refused.status_code == 429
    assert 600 < int(refused.headers["retry-after"]) <= 900
    assert "try again in 15 min." in refused.text


async def test_a_known_browser_may_ask_for_a_link_while_strangers_use_up_the_mailbox(
    app: Litestar, settings: Settings, world: World, email: str
) -> None:
    url = settings.tenant_url(world.company.label)
    async with browser(app, url) as mine, browser(app, url) as stranger:
        assert await attempt(mine, email, PASSWORD) == 303
        await mine.post("/logout")
        statuses = [(await stranger.post("/forgot", data={"email": email})).status_code for _ in range(4)]
        assert statuses == [303, 303, 303, 429]
        assert (await mine.post("/forgot", data={"email": email})).status_code == 303


@pytest.mark.parametrize("wished", [True, False])
async def test_a_new_password_by_link_ends_api_tokens_if_wished(
    app: Litestar, settings: Settings, database: Database, world: World, email: str, wished: bool
) -> None:
    async with database.tenant(world.company) as db:
        token = await create_token(db, world.rep, "sync")
        link = await new_link(db, world.rep.id, RESET)
        await db.commit()
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        assert 'name="tokens"' in (await client.get(f"/reset/{link}")).text
        sent = {"password": NEW} | ({"tokens": "1"} if wished else {})
        assert (await client.post(f"/reset/{link}", data=sent)).status_code == 303
    async with database.tenant(world.company) as db:
        assert (await viewer_of_token(db, token, ip="") is None) == wished


@pytest.mark.parametrize("wished", [True, False])
async def test_changing_ones_password_ends_api_tokens_if_wished_and_this_browser_stays_known(
    app: Litestar, settings: Settings, database: Database, world: World, email: str, wished: bool
) -> None:
    async with database.tenant(world.company) as db:
        token = await create_token(db, world.rep, "sync")
        await db.commit()
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        assert await attempt(client, email, PASSWORD) == 303
        before = client.cookies["known"]
        client.headers["x-csrftoken"] = client.cookies["csrf"]
        assert 'name="tokens"' in (await client.get("/account")).text
        sent = {"current": PASSWORD, "new": NEW} | ({"tokens": "1"} if wished else {})
        assert (await client.post("/account/password", data=sent)).status_code == 303
        assert client.cookies["known"] != before
        assert (await client.get("/account")).status_code == 200
    async with database.tenant(world.company) as db:
        assert (await viewer_of_token(db, token, ip="") is None) == wished

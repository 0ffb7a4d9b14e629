"""A form is taken with the token of the session that it was made for, and with no other."""

import re

import pytest
from litestar import Litestar

from tenants.engines import Database
from tenants.settings import Settings
from tests.conftest import World
from tests.web.accounts.test_limits import give_password
from tests.web.conftest import SignIn
from tests.web.visiting import browser
from web.dependencies import COOKIE


def token_in(page: str) -> str:
    found = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


async def test_a_pair_that_somebody_planted_is_worth_nothing(
    app: Litestar, settings: Settings, world: World, sign_in: SignIn
) -> None:
    victim = await sign_in(world.company, world.rep)
    async with browser(app, settings.tenant_url(world.company.label)) as visitor:
        planted = visitor.cookies["csrf"]
    attacker = await sign_in(world.company, world.auditor)
    for token in (planted, attacker.headers["x-csrftoken"]):
        headers = {"cookie": f"{COOKIE}={victim.cookies[COOKIE]}; csrf={token}", "x-csrftoken": token}
        answer = await victim.post("/preferences", data={"theme": "dark"}, headers=headers)
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
        data = {"theme": "dark", "_csrf_token": token}
        headers.pop("x-csrftoken")
        victim.headers.pop("x-csrftoken", None)
        assert (await victim.post("/preferences", data=data, headers=headers)).status_code == 403


async def test_forms_work_from_login_to_logout_and_back_with_the_token_of_the_page(
    app: Litestar, settings: Settings, database: Database, world: World
) -> None:
    email = await give_password(database, world)
    async with browser(app, settings.tenant_url(world.company.label)) as client:
        client.headers.pop("x-csrftoken")
        for _ in range(2):
            token = token_in((await client.get("/login")).text)
            data = {"email": email, "password": "three odd words", "_csrf_token": token}
            assert (await client.post("/login", data=data)).status_code == 303
            own = client.cookies["csrf"]
            assert own != token
            assert token_in((await client.get("/account")).text) == own
            old = await client.post("/preferences", data={"theme": "dark", "_csrf_token": token})
            assert old.status_code == 403 or token == own
            assert (await client.post("/preferences", data={"theme": "dark", "_csrf_token": own})).status_code == 303
            assert (await client.post("/logout", data={"_csrf_token": own})).status_code == 303


@pytest.mark.parametrize("token", ["", "ü", "0" * 128, "x" * 100_000, "\t"])
async def test_odd_tokens_are_refused_calmly(world: World, sign_in: SignIn, token: str) -> None:
    client = await sign_in(world.company, world.rep)
    client.headers.pop("x-csrftoken")
    answer = await client.post("/preferences", data={"theme": "dark", "_csrf_token": token})
    assert answer.status_code == 403


async def test_the_second_session_of_a_person_has_a_token_of_its_own(world: World, sign_in: SignIn) -> None:
    one, two = await sign_in(world.company, world.rep), await sign_in(world.company, world.rep)
    assert one.headers["x-csrftoken"] != two.headers["x-csrftoken"]
    two.headers["x-csrftoken"] = one.headers["x-csrftoken"]
    assert (await two.post("/preferences", data={"theme": "dark"})).status_code == 403

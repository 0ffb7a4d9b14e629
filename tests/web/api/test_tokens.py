"""Who a token lets in, and when it no longer does."""

from datetime import timedelta

import httpx
import pytest

from saas.accounts.api_tokens import create_token, revoke_token, tokens_of
from saas.kit.clock import frozen, now
from saas.people.membership import change_member, disable_member
from tenants.engines import Database
from tests.conftest import World
from tests.web.api.conftest import CUSTOMER, CUSTOMERS, Program
from tests.web.conftest import SignIn

FORMS = "/api/v1/forms"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer gx_wrong", "Basic Zm9v", "Bearer gx_\u00fc", "gx_"]
)
async def test_without_a_token_there_is_nothing(api: httpx.AsyncClient, header: str) -> None:
    answer = await api.get(FORMS, headers={"authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_browsers_login_is_no_token(sign_in: SignIn, world: World) -> None:
    browser = await sign_in(world.company, world.owner)
    assert (await browser.get(FORMS)).status_code == 401


async def test_a_token_of_one_company_opens_no_other(api: httpx.AsyncClient, program: Program, other: World) -> None:
    theirs = await program(other.company, other.owner)
    answer = await theirs.get(FORMS, headers={"authorization": api.headers["authorization"]})
    assert answer.status_code == 401


async def test_a_revoked_token_ends_at_once(api: httpx.AsyncClient, database: Database, world: World) -> None:
    assert (await api.get(FORMS)).status_code == 200
    async with database.tenant(world.company) as db:
        await revoke_token(db, world.owner, (await tokens_of(db, world.owner.id))[0].id)
        await db.commit()
    assert (await api.get(FORMS)).status_code == 401


async def test_a_disabled_member_is_locked_out_at_once(
    rep: httpx.AsyncClient, database: Database, world: World
) -> None:
    assert (await rep.get(FORMS)).status_code == 200
    async with database.tenant(world.company) as db:
        await disable_member(db, world.owner, world.rep.id)
        await db.commit()
    assert (await rep.get(FORMS)).status_code == 401


async def test_other_roles_count_at_once(rep: httpx.AsyncClient, database: Database, world: World) -> None:
    assert (await rep.post(CUSTOMERS, json=CUSTOMER)).status_code == 201
    async with database.tenant(world.company) as db:
        await change_member(db, world.owner, world.rep.id, roles=["auditor"], department_id=1)
        await db.commit()
    assert (await rep.post(CUSTOMERS, json=CUSTOMER)).status_code == 403


async def test_an_expired_token_lets_nobody_in(api: httpx.AsyncClient, database: Database, world: World) -> None:
    async with database.tenant(world.company) as db:
        token = await create_token(db, world.owner, "for a day", days=1)
        await db.commit()
    headers = {"authorization": f"Bearer {token}"}
    assert (await api.get(FORMS, headers=headers)).status_code == 200
    with frozen(now() + timedelta(days=1, seconds=1)):
        assert (await api.get(FORMS, headers=headers)).status_code == 401

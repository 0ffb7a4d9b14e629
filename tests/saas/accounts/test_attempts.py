"""How often something may be tried."""

import asyncio
import secrets
from datetime import timedelta

import pytest

from saas.accounts.attempts import Limit, forgive, network_of, take_turn
from saas.kit.clock import frozen, now
from saas.kit.errors import TooMany
from tenants.engines import Database

THREE = Limit("test", 3, timedelta(minutes=15))


async def test_the_fourth_try_is_refused(database: Database) -> None:
    who = secrets.token_hex(4)
    for _ in range(3):
        await take_turn(database, (THREE, who))
    with pytest.raises(TooMany):
        await take_turn(database, (THREE, who))
    await take_turn(database, (THREE, secrets.token_hex(4)))


async def test_tries_at_the_same_instant_are_counted_one_by_one(database: Database) -> None:
    who = secrets.token_hex(4)
    tries = [take_turn(database, (THREE, who)) for _ in range(10)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 3


async def test_the_window_slides(database: Database) -> None:
    who, start = secrets.token_hex(4), now()
    for minute in (0, 7, 14):
        with frozen(start + timedelta(minutes=minute)):
            await take_turn(database, (THREE, who))
    with frozen(start + timedelta(minutes=14, seconds=59)), pytest.raises(TooMany):
        await take_turn(database, (THREE, who))
    with frozen(start + timedelta(minutes=15, seconds=1)):
        await take_turn(database, (THREE, who))
        with pytest.raises(TooMany):
            await take_turn(database, (THREE, who))


async def test_a_rightful_try_is_forgiven(database: Database) -> None:
    who = secrets.token_hex(4)
    for _ in range(10):
        at = await take_turn(database, (THREE, who))
        await forgive(database, at, (THREE, who))


def test_an_ipv6_customer_is_one_network() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:10.0.0.1") == "10.0.0.1"
    assert network_of("not an address") == "not an address"

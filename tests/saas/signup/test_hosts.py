"""Host names: which a company may have."""

import pytest

from saas.signup.hosts import is_taken, label_problem, label_trouble, read_label, suggest_label
from saas.signup.reserved import RESERVED
from tenants.engines import Database
from tenants.hosts import label_in
from tenants.settings import Settings
from tests.conftest import World


@pytest.mark.parametrize(
    "typed", ["acme", " Acme ", "ＡＣＭＥ", "acme.localhost", "http://acme.localhost:8000/login", "a\u200bcme"]
)
def test_people_may_type_it_their_way(typed: str, settings: Settings) -> None:
    assert read_label(typed, settings) == "acme"
    assert label_problem("acme") == ""


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ab", "x" * 31, "-acme", "acme-", "ac--me", "xn--acme", "ac me", "ac_me", "ac.me", "acme.evil.com"),
        *("аcme", "αcme", "ⅰbm", "acme\u0301", "公司", "acme@evil", "acme%00", "acme:80@x", "🦊🦊🦊"),
        *("www", "api", "admin", "mail", "static", "localhost", "WWW", "login", "status", "support", "ｗｗｗ"),
    ],
)
def test_a_name_that_could_deceive_or_break_is_refused(typed: str, settings: Settings) -> None:
    assert label_problem(read_label(typed, settings))


def test_every_name_that_is_allowed_is_a_host_that_we_recognise() -> None:
    for label in ("acme", "a-b", "123", "g00gle", "x" * 30):
        assert label_problem(label) == ""
        assert label_in(f"{label}.localhost:8000", "localhost") == label


def test_reserved_names_are_written_as_labels() -> None:
    assert len(RESERVED) > 300
    assert all(name.isascii() and name == name.lower() for name in RESERVED)


async def test_a_taken_name_is_told(database: Database, world: World) -> None:
    async with database.platform() as db:
        assert await is_taken(db, world.company.label)
        assert await label_trouble(db, world.company.label)
        assert await label_trouble(db, "surely-free-name") == ""


@pytest.mark.parametrize(
    ("company", "label"),
    [
        ("恒泽", "hengze"),
        ("苏州恒泽精密五金有限公司", "szhzjmwj"),
        ("江苏省恒泽精密五金有限公司", "hzjmwj"),
        ("Acme Trading Co., Ltd.", "acmetrading"),
        ("😀", ""),
        ("", ""),
        ("微信", "weixincrm"),
    ],
)
async def test_a_name_is_suggested(database: Database, company: str, label: str) -> None:
    async with database.platform() as db:
        assert await suggest_label(db, company) == label

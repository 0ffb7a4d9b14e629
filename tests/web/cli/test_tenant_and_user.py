"""The commands that create companies and members, as an operator's script calls them."""

import base64
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar import Litestar

from tenants.settings import Settings
from tests.conftest import KEK
from tests.web.visiting import browser
from web.cli import main

Run = Callable[..., Result]
PASSWORD = "three odd words"


@pytest.fixture
def run(app: Litestar, data: Path, admin_url: str) -> Run:
    """Run a verb against the installation under test."""
    environment = {
        "GUANXI_DATA": str(data),
        "GUANXI_DATABASE_URL": admin_url,
        "GUANXI_KEK": base64.b64encode(KEK).decode(),
        "GUANXI_PORT": "8000",
    }

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(main, words, env=environment)

    return invoke


def create(run: Run, **changes: str) -> Result:
    given = {"--name": "恒泽", "--host": f"cli-{secrets.token_hex(4)}", "--owner-email": "anran@hengze.cn"}
    given |= {"--owner-password": PASSWORD} | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return run("tenant", "create", *[word for pair in given.items() for word in pair], "--json")


def facts(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_company_is_created_shown_suspended_and_deleted(run: Run) -> None:
    made = facts(create(run, locale="en"))
    assert made["url"] == f"http://{made['host']}.localhost:8000"
    assert made in facts(run("tenant", "list", "--json"))
    shown = facts(run("tenant", "show", f"{made['host']}.localhost", "--json"))
    assert (shown["people"], shown["locale"], shown["status"]) == (1, "en", "active")
    assert facts(run("tenant", "suspend", made["host"], "--json"))["status"] == "suspended"
    assert facts(run("tenant", "resume", made["host"], "--json"))["status"] == "active"
    assert facts(run("tenant", "delete", made["host"], "--yes", "--json"))["status"] == "deleted"
    assert run("tenant", "show", made["host"]).exit_code == 1
    assert facts(create(run, host=made["host"]))["id"] != made["id"]


def test_deleting_asks_first(run: Run) -> None:
    made = facts(create(run))
    assert run("tenant", "delete", made["host"]).exit_code == 1
    assert facts(run("tenant", "show", made["host"], "--json"))["status"] == "active"


@pytest.mark.parametrize(
    "changes", [{"host": "xn--acme"}, {"host": "a"}, {"owner_email": "none"}, {"name": "  "}, {"owner_password": ""}]
)
def test_what_will_not_do_is_said_in_english(run: Run, changes: dict[str, str]) -> None:
    result = create(run, **changes)
    assert result.exit_code != 0
    assert result.stderr.isascii() or "–" in result.stderr
    assert "Traceback" not in result.output


def test_a_taken_host_name_is_refused(run: Run) -> None:
    made = facts(create(run))
    result = create(run, host=made["host"])
    assert (result.exit_code, "taken" in result.stderr) == (1, True)


def test_a_weak_password_is_the_operators_choice_and_warned_of(run: Run) -> None:
    result = create(run, owner_password="123456")
    assert facts(result)["status"] == "active"
    assert "weak" in result.stderr


def test_a_member_is_created_with_roles(run: Run) -> None:
    host = facts(create(run))["host"]
    given = ("--tenant", host, "--email", "Rep@Hengze.cn", "--name", "本杰", "--password", PASSWORD)
    made = facts(run("user", "create", *given, "--role", "rep", "--role", "auditor", "--json"))
    assert (made["email"], made["roles"]) == ("rep@hengze.cn", ["auditor", "rep"])
    assert run("user", "create", *given, "--role", "rep").exit_code == 1
    assert run("user", "create", *given, "--role", "emperor").exit_code == 2
    missing = ("--tenant", "nobody", *given[2:])
    assert "no company" in run("user", "create", *missing, "--role", "rep").stderr


async def enter(app: Litestar, settings: Settings, host: str, email: str) -> int:
    async with browser(app, settings.tenant_url(host)) as client:
        return (await client.post("/login", data={"email": email, "password": PASSWORD})).status_code


@pytest.fixture
def made(run: Run) -> str:
    """A company made by the command line, with a member."""
    host: str = facts(create(run))["host"]
    given = ("--tenant", host, "--email", "rep@hengze.cn", "--name", "本杰", "--password", PASSWORD, "--role", "rep")
    facts(run("user", "create", *given, "--json"))
    return host


@pytest.mark.parametrize("email", ["anran@hengze.cn", "rep@hengze.cn"])
async def test_who_was_created_can_log_in(app: Litestar, settings: Settings, made: str, email: str) -> None:
    assert await enter(app, settings, made, email) == 303

"""The commands that create companies and members, as an operator's script calls them."""

import base64
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from litestar import Litestar
from sqlalchemy import make_url

from tenants.app_role import app_role
from tenants.settings import Settings
from tests.conftest import KEK
from tests.web.cli.test_serve import free_port
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

    def invoke(*words: str, key: str = "") -> Result:
        return CliRunner().invoke(main, words, env=environment | ({"GUANXI_KEK": key} if key else {}))

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


def test_what_an_operator_did_to_a_company_is_in_its_log(run: Run, tmp_path: Path) -> None:
    host, out = facts(create(run))["host"], tmp_path / "log.jsonl"
    for verb in ("show", "suspend", "resume"):
        assert run("tenant", verb, host).exit_code == 0
    assert run("audit", "export", "--tenant", host, "--out", str(out)).exit_code == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    acts = [(line["action"], line["via"]) for line in lines if "action" in line]
    assert acts[-4:] == [(act, "cli") for act in ("show_company", "suspend_company", "resume_company", "export_log")]


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


@pytest.mark.parametrize("verb", [("tenant", "list"), ("migrate",), ("serve", "--port", "0"), ("worker",), ("demo",)])
def test_a_database_that_does_not_answer_is_said_in_a_sentence(data: Path, verb: tuple[str, ...]) -> None:
    away = {"GUANXI_DATA": str(data), "GUANXI_DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "GUANXI_PORT": "8000"}
    words = [str(free_port()) if word == "0" else word for word in verb]
    result = CliRunner().invoke(main, words, env=away | {"GUANXI_KEK": base64.b64encode(KEK).decode()})
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database does not answer: connection to server")
    assert "Traceback" not in result.output


def test_with_another_key_a_command_is_refused_and_shuts_nobody_out(run: Run, admin_url: str) -> None:
    made = facts(create(run))
    before = stored_password(admin_url)
    result = run("tenant", "show", made["host"], key=base64.b64encode(secrets.token_bytes(32)).decode())
    assert (result.exit_code, result.stderr.split(":")[1]) == (1, " GUANXI_KEK")
    assert "Traceback" not in result.output
    assert stored_password(admin_url) == before


def stored_password(admin_url: str) -> str | None:
    """Give what the server keeps of our role's password; only a superuser may read it."""
    with psycopg.connect(admin_url) as connection:
        if connection.info.parameter_status("is_superuser") != "on":
            return None
        query = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"
        row = connection.execute(query, (app_role(make_url(admin_url)),)).fetchone()
        return str(row[0]) if row else None

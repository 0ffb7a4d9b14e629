"""Taking the log out and checking it, as an operator and an auditor do."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.web.cli.test_tenant_and_user import Run, create, facts, run

__all__ = ["run"]


@pytest.fixture
def exported(run: Run, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A company's log in a file, and what the command said about it."""
    host = facts(create(run))["host"]
    out = tmp_path / "log.jsonl"
    return out, facts(run("audit", "export", "--tenant", host, "--out", str(out), "--json"))


def test_an_export_is_intact_and_says_its_head(run: Run, exported: tuple[Path, dict[str, Any]]) -> None:
    out, said = exported
    verdict = facts(run("audit", "verify", str(out), "--json"))
    assert (verdict["intact"], verdict["vouched"]) == (True, True)
    assert "are sealed in the log itself" in run("audit", "verify", str(out)).stdout
    assert verdict["rows"] == said["rows"] == said["head"]["n"]
    head = f"{said['head']['n']}:{said['head']['hash']}"
    assert run("audit", "verify", str(out), "--head", head).exit_code == 0


def test_an_export_may_be_read_by_its_owner_only(exported: tuple[Path, dict[str, Any]]) -> None:
    out, _ = exported
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in out.parent.iterdir()] == ["log.jsonl"]


def test_a_tampered_file_is_refused_and_its_first_bad_line_named(
    run: Run, exported: tuple[Path, dict[str, Any]]
) -> None:
    out, _ = exported
    out.write_bytes(out.read_bytes().replace(b'"n":2,', b'"n":3,', 1))
    refused = run("audit", "verify", str(out), "--json")
    assert refused.exit_code == 1
    said = json.loads(refused.stdout)
    assert (said["intact"], said["first_bad"], said["problem"]) == (False, 2, "edited")
    assert "Line 2" in run("audit", "verify", str(out)).stdout


def test_another_head_than_the_noted_one_is_refused(run: Run, exported: tuple[Path, dict[str, Any]]) -> None:
    out, said = exported
    later = f"{said['head']['n'] + 1}:{'0' * 64}"
    assert json.loads(run("audit", "verify", str(out), "--head", later, "--json").stdout)["problem"] == "truncated"
    other = f"1:{'0' * 64}"
    assert json.loads(run("audit", "verify", str(out), "--head", other, "--json").stdout)["problem"] == "rewritten"


@pytest.mark.parametrize("head", ["x", "1", "1:abc", ":" + "0" * 64, "-1:" + "0" * 64, "1:" + "g" * 64])
def test_a_head_that_is_none_is_a_usage_error(run: Run, exported: tuple[Path, dict[str, Any]], head: str) -> None:
    assert run("audit", "verify", str(exported[0]), f"--head={head}").exit_code == 2


def test_checking_needs_no_installation(exported: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "GUANXI_DATA": str(tmp_path / "nowhere"), "GUANXI_DATABASE_URL": "nonsense"}
    command = [sys.executable, "-c", "from web.cli import main; main()", "audit", "verify", str(exported[0])]
    done = subprocess.run(command, env=bare, cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert (done.returncode, done.stdout[:6]) == (0, "Intact"), done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_company_that_is_not_there_and_a_folder_that_is_not_there_are_told(run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "log.jsonl")
    assert "There is no company" in run("audit", "export", "--tenant", "nobody-here", "--out", out).output
    host = facts(create(run))["host"]
    refused = run("audit", "export", "--tenant", host, "--out", str(tmp_path / "no" / "log.jsonl"))
    assert refused.exit_code == 1
    assert "cannot be written" in refused.output

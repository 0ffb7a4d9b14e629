"""`guanxi serve` as an operator meets it when it cannot start: it says why and leaves nothing running."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from sqlalchemy import make_url

from tenants.embedded import EmbeddedServer

GUANXI = (sys.executable, "-c", "from web.cli import main; main()")
LIMIT = 60.0  # Seconds.


@pytest.fixture
def data() -> Iterator[Path]:
    """Make a data folder of its own, and end the server in it when a test found that it was left."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-serve-"))
    folder.chmod(0o711)
    yield folder / "data"
    for left in servers(folder):
        left.kill()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def migrated() -> Iterator[Path]:
    """Make an installation that was stopped."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-serve-"))
    folder.chmod(0o711)
    said(guanxi(folder / "data", "migrate"))
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def installed(migrated: Path, data: Path) -> Path:
    """Make a copy of it, whose files belong to whom they belonged."""
    subprocess.run(["cp", "-a", migrated, data], check=True)
    return data


def servers(folder: Path) -> list[psutil.Process]:
    """Find the PostgreSQL servers that run on a folder."""
    found = []
    # Not by a walk: initdb's draft beside it comes and goes.
    for file in (*folder.glob("postgres/cluster/postmaster.pid"), *folder.glob("*/postgres/cluster/postmaster.pid")):
        with suppress(psutil.NoSuchProcess):
            if words := file.read_text().split():  # A server that only begins has not written it yet.
                found.append(psutil.Process(int(words[0])))
    return found


def guanxi(data: Path, *words: str, port: int | None = 0) -> subprocess.Popen[str]:
    """Run a verb of the command line on a folder; on a free port, unless it is to find out itself."""
    told = {} if port is None else {"GUANXI_PORT": str(port or free_port())}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GUANXI_")}
    return subprocess.Popen(
        [*GUANXI, *words],
        env=kept | told | {"GUANXI_DATA": str(data), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def said(process: subprocess.Popen[str]) -> str:
    """Wait for the end and give everything that was printed."""
    return process.communicate(timeout=LIMIT)[0]


def change(data: Path, statement: str) -> None:
    """Change the database of an installation that does not run."""
    with EmbeddedServer.start(data) as server:
        address = make_url(server.url).set(database="guanxi").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param("ALTER DATABASE guanxi SET default_transaction_read_only = on", id="it cannot be written"),
        pytest.param("UPDATE platform.alembic_version SET version_num = 'newer'", id="it is of a newer version"),
        pytest.param("DROP TABLE queue.procrastinate_events, queue.procrastinate_jobs CASCADE", id="the queue broke"),
    ],
)
def test_a_start_that_fails_leaves_no_database_running(installed: Path, spoil: str) -> None:
    change(installed, spoil)
    serving = guanxi(installed, "serve", "--no-worker")
    assert "is ready" not in said(serving)
    assert serving.returncode != 0
    assert servers(installed) == []


def test_a_demo_that_cannot_be_made_is_refused_in_a_sentence_and_leaves_no_database_running(installed: Path) -> None:
    owner = ("--owner-email", "anran@hengze.cn", "--owner-password", "three odd words")
    assert "demo.localhost" in said(guanxi(installed, "tenant", "create", "--name", "恒泽", "--host", "demo", *owner))
    serving = guanxi(installed, "serve", "--demo")
    assert said(serving).strip() == "Error: This address belongs to a company that is not a demo. Choose another one."
    assert serving.returncode == 1
    assert servers(installed) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_start_that_is_interrupted_leaves_no_database_running(data: Path, number: signal.Signals) -> None:
    serving, end = guanxi(data, "serve", "--demo"), time.monotonic() + LIMIT
    while not servers(data):
        assert time.monotonic() < end, "the database did not start"
        time.sleep(0.05)
    time.sleep(1)  # Somewhere between the tables and the demo's year.
    serving.send_signal(number)
    assert "is ready" not in said(serving)
    assert servers(data) == []


def test_a_mistyped_folder_is_named_and_not_made(data: Path) -> None:
    for verb in (("tenant", "list"), ("worker",), ("audit", "export", "--tenant", "acme", "--out", "log")):
        asking = guanxi(data, *verb)
        assert f"There is no installation in {data} yet" in said(asking)
        assert asking.returncode == 1
    assert not data.exists() or not (data / "postgres").exists()


def test_a_server_speaks_json_counts_over_its_processes_and_tells_the_other_commands_its_address(
    installed: Path,
) -> None:
    serving = guanxi(installed, "serve", "--no-worker", "--processes", "2", "--json")
    assert serving.stdout
    url = json.loads(serving.stdout.readline())["url"]
    for _ in range(20):
        assert httpx.get(f"{url}/").status_code == 200  # Each on a connection of its own, to either process.
    scrapes = {httpx.get(f"{url}/metrics").text for _ in range(5)}
    count = 'guanxi_http_request_duration_seconds_count{method="GET",route="/_site",status="200"} 20.0'
    assert all(count in told and "guanxi_database_up 1.0" in told for told in scrapes)
    owner = ("--owner-email", "anran@hengze.cn", "--owner-password", "three odd words")
    made = said(guanxi(installed, "tenant", "create", "--name", "恒泽", "--host", "acme", *owner, "--json", port=None))
    assert json.loads(made)["url"] == url.replace("://", "://acme.")
    serving.send_signal(signal.SIGINT)
    assert json.loads(said(serving)) == {"status": "stopped"}
    assert servers(installed) == []

"""The built-in PostgreSQL: a real one for each fact that needs its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from tenants.embedded import AlreadyRunning, DatabaseDidNotStart, EmbeddedServer
from tenants.embedded.account import Account
from tenants.embedded.binaries import binaries_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has the server run by another user")
PROGRAM = """
import signal, sys, time
from pathlib import Path
from tenants.embedded import EmbeddedServer
signal.signal(signal.SIGINT, signal.default_int_handler)  # A shell's background job has it ignored.
server = EmbeddedServer.start(Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """Make a data folder that a server started by root can reach, which pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-test-"))
    folder.chmod(0o711)
    yield folder / "data"
    with suppress(DatabaseDidNotStart):
        left = EmbeddedServer.join(folder / "data")
        if left:
            psutil.Process(left.pid).kill()
    shutil.rmtree(folder)


def ask(server: EmbeddedServer, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def run_elsewhere(data: Path) -> subprocess.Popen[str]:
    """Start the server from another process, and wait until it runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, data], stdout=subprocess.PIPE, text=True, process_group=0
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_the_second_start_finds_what_the_first_left(data: Path):
    with EmbeddedServer.start(data) as server:
        assert ask(server, "SELECT 1") == 1
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT '关系' AS word")
    with EmbeddedServer.start(data) as server:
        assert ask(server, "SELECT word FROM kept") == "关系"


def test_the_server_is_set_up_for_unicode_durable_and_without_a_network_port(data: Path):
    with EmbeddedServer.start(data) as server:
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
        assert ask(server, "SELECT upper('é') || ('Ä' ILIKE 'ä')") == "Étrue"
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SHOW synchronous_commit") == "on"
        assert ask(server, "SHOW jit") == "off"
        assert psutil.Process(server.pid).net_connections("inet") == []


def test_only_the_system_user_who_runs_the_product_may_connect(data: Path):
    with EmbeddedServer.start(data) as server:
        home = server.home
        assert home.stat().st_mode & 0o077 == 0
        assert (home / "run").stat().st_mode & 0o077 == 0
        rules = (home / "cluster" / "pg_hba.conf").read_text()
        assert {line.split(maxsplit=3)[3] for line in rules.splitlines()} == {"peer map=guanxi"}


@as_root
def test_not_even_the_user_who_runs_the_server_may_become_its_administrator(data: Path):
    with EmbeddedServer.start(data) as server:
        account = Account.of(server.home.stat().st_uid)
        with pytest.raises(DatabaseDidNotStart, match="Peer authentication failed"):
            account.run([binaries_for(account) / "psql", server.url, "-c", "SELECT 1"])


@as_root
def test_a_data_folder_that_the_servers_user_cannot_enter_stays_closed_and_the_database_lies_elsewhere(
    data: Path, capsys: pytest.CaptureFixture[str]
):
    data.mkdir(mode=0o700)
    with EmbeddedServer.start(data) as server:
        home = server.home
        assert ask(server, "SELECT 1") == 1
    assert home.parent == Path("/var/lib/guanxi")
    assert data.stat().st_mode & 0o777 == 0o700
    assert f"The database lies in {home}" in capsys.readouterr().err
    with EmbeddedServer.start(data) as server:
        assert server.home == home
    assert capsys.readouterr().err == ""
    shutil.rmtree(home)
    with pytest.raises(DatabaseDidNotStart, match="gone"):
        EmbeddedServer.start(data)


@pytest.mark.parametrize("name", ['张伟\'s "data"', "a,b", "x" * 90])
def test_any_folder_name_will_do(data: Path, name: str):
    with EmbeddedServer.start(data / name) as server:
        sockets = Path(psutil.Process(server.pid).cmdline()[-1])
        assert ask(server, "SELECT 1") == 1
    assert not any(sockets.glob("*"))


def test_the_folder_may_be_named_from_where_we_are(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(data.parent)
    with EmbeddedServer.start(Path("data")) as server:
        assert server.home == data / "postgres"


def test_a_second_process_on_the_same_folder_is_told_so(data: Path):
    other = run_elsewhere(data)
    with pytest.raises(AlreadyRunning, match="another process is using"):
        EmbeddedServer.start(data)
    other.kill()
    other.wait()


def test_a_command_joins_the_running_server_and_leaves_it_running(data: Path):
    assert EmbeddedServer.join(data) is None
    with EmbeddedServer.start_or_join(data) as server:
        joined = EmbeddedServer.start_or_join(data)
        assert joined.pid == server.pid
        joined.stop()
        assert ask(server, "SELECT 1") == 1
    assert EmbeddedServer.join(data) is None


def test_a_server_that_outlived_a_killed_process_is_adopted(data: Path):
    other = run_elsewhere(data)
    left = EmbeddedServer.join(data)
    assert left is not None
    other.kill()
    other.wait()
    with EmbeddedServer.start(data) as server:
        assert server.pid == left.pid
        assert ask(server, "SELECT 1") == 1
    assert not psutil.pid_exists(left.pid)


def test_ctrl_c_reaches_the_product_and_not_the_server(data: Path):
    other = run_elsewhere(data)
    os.killpg(other.pid, signal.SIGINT)
    other.wait()
    left = EmbeddedServer.join(data)
    assert left is not None
    assert ask(left, "SELECT 1") == 1


def test_nothing_committed_is_lost_when_both_are_killed(data: Path):
    other = run_elsewhere(data)
    left = EmbeddedServer.join(data)
    assert left is not None
    with psycopg.connect(left.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS word")
    for pid in (left.pid, other.pid):
        os.kill(pid, signal.SIGKILL)
    other.wait()
    with EmbeddedServer.start(data) as server:
        assert server.pid != left.pid
        assert ask(server, "SELECT word FROM kept") == 1


def test_a_dead_servers_number_that_another_process_has_now_does_not_stop_the_start(data: Path):
    with EmbeddedServer.start(data) as server:
        home = server.home
        account = Account.of(home.stat().st_uid)
    with tempfile.TemporaryFile() as output:
        stranger = account.popen(["sleep", "60"], output.fileno())
    account.write(home / "cluster" / "postmaster.pid", f"{stranger.pid}\n{home}/cluster\n1\n5432\n\n\n")
    with EmbeddedServer.start(data) as server:
        assert ask(server, "SELECT 1") == 1
    stranger.kill()
    stranger.wait()


def test_a_server_that_died_is_started_again(data: Path):
    with EmbeddedServer.start(data) as server:
        assert not server.revive()
        os.kill(server.pid, signal.SIGKILL)
        psutil.Process(server.pid).wait()
        assert server.revive()
        assert ask(server, "SELECT 1") == 1


def test_an_interrupted_first_start_is_begun_again(data: Path):
    (data / "postgres" / "cluster.new").mkdir(parents=True)
    with EmbeddedServer.start(data) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_cluster_of_another_release_is_left_alone(data: Path):
    with EmbeddedServer.start(data) as server:
        home = server.home
    (home / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseDidNotStart, match="made by PostgreSQL 17"):
        EmbeddedServer.start(data)


def test_a_server_that_cannot_start_says_why(data: Path):
    with EmbeddedServer.start(data) as server:
        home = server.home
    Account.of(home.stat().st_uid).write(home / "cluster" / "postgresql.auto.conf", "shared_buffers = 'lots'\n")
    with pytest.raises(DatabaseDidNotStart, match="shared_buffers"):
        EmbeddedServer.start(data)


def test_refused_duplicates_leave_no_values_in_the_log(data: Path):
    with EmbeddedServer.start(data) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE phones AS SELECT '13800138000' AS number")
            connection.execute("CREATE UNIQUE INDEX ON phones (number)")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO phones VALUES (%s)", ["13800138000"])
        home = server.home
    logs = "".join(path.read_text() for path in (home / "log").iterdir())
    assert "duplicate key" in logs
    assert "13800138000" not in logs

"""Bring a home's server up: make the cluster, write its settings, start it or adopt the one that runs."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import psutil

from tenants.embedded.account import Account
from tenants.embedded.binaries import binaries_for, major_version
from tenants.embedded.configuration import ACCESS, SETTINGS, allowed_users, server_settings
from tenants.embedded.errors import DatabaseDidNotStart
from tenants.embedded.home import SOCKET, Home
from tenants.embedded.postmaster import Postmaster, disowned

PAUSE = 0.01
# Seconds. Recovery after a power cut replays up to max_wal_size of changes.
START_LIMIT, STOP_LIMIT, ORPHAN_LIMIT = 600.0, 60.0, 10.0


def bring_up(home: Home) -> Postmaster:
    """Give this home's server, ready for connections; the caller has claimed the home."""
    programs = binaries_for(home.account)
    found = _left_behind(home.cluster)
    if not home.cluster.exists():
        _initialise(home, programs)
    _configure(home)
    if found:
        os.kill(found.pid, signal.SIGHUP)
        return found
    stale = disowned(home.cluster)
    if stale:
        home.account.write(home.cluster / "postmaster.pid", stale)
    return _launched(home, programs)


def shut_down(pid: int) -> None:
    """Ask for a fast shutdown, insist when it takes too long, and wait for the end."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for wish in (signal.SIGINT, signal.SIGQUIT):
            process.send_signal(wish)
            with suppress(psutil.TimeoutExpired):
                process.wait(STOP_LIMIT)
                return


def _left_behind(cluster: Path) -> Postmaster | None:
    while (found := Postmaster.find(cluster)) and not found.ready:
        time.sleep(PAUSE)
    if found and not (found.sockets / SOCKET).exists():
        # Somebody swept /tmp, and a server without its socket is no use.
        shut_down(found.pid)
        return None
    return found


def _initialise(home: Home, programs: Path) -> None:
    draft = home.path / "cluster.new"
    home.account.run(["rm", "-rf", draft])
    # The wheel is built without ICU; PostgreSQL's own C.UTF-8 knows Unicode and is the same everywhere.
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username=postgres", "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
    home.account.run([programs / "initdb", "-D", draft, *locale, *access])
    # What initdb found out about this machine stays, such as the kind of shared memory that works here.
    found_out = (draft / "postgresql.conf").read_text()
    home.account.write(draft / "postgresql.conf", f"{found_out}\ninclude '{SETTINGS}'\n")
    # Renamed at the end, so that an interrupted first start leaves nothing that looks finished.
    home.account.run(["mv", draft, home.cluster])


def _configure(home: Home) -> None:
    made_by = (home.cluster / "PG_VERSION").read_text().strip()
    if made_by != major_version():
        raise DatabaseDidNotStart(
            f"{home.cluster} was made by PostgreSQL {made_by} and this is {major_version()}; "
            "export with the version of Guanxi that made it, then import"
        )
    home.account.write(home.cluster / SETTINGS, server_settings(home.logs))
    home.account.write(home.cluster / "pg_hba.conf", ACCESS)
    home.account.write(home.cluster / "pg_ident.conf", allowed_users(Account.of(os.geteuid()).name))


def _launched(home: Home, programs: Path) -> Postmaster:
    sockets = home.socket_folder()
    patience = time.monotonic() + ORPHAN_LIMIT
    while True:
        with TemporaryFile() as output:
            command = [str(programs / "postgres"), "-D", str(home.cluster), "-k", str(sockets)]
            child = home.account.popen(command, output.fileno())
            try:
                found = _awaited(child, home.cluster)
            except BaseException:
                shut_down(child.pid)
                raise
            if found:
                return found
            words = _last_words(output, home.logs)
        # Children of a server that was killed need a moment to notice and go.
        if "pre-existing shared memory" not in words or time.monotonic() > patience:
            raise DatabaseDidNotStart(f"PostgreSQL did not start: {words}")
        time.sleep(0.2)


def _awaited(child: subprocess.Popen[bytes], cluster: Path) -> Postmaster | None:
    limit = time.monotonic() + START_LIMIT
    while child.poll() is None:
        found = Postmaster.find(cluster)
        if found and found.pid == child.pid and found.ready:
            _children.append(child)
            return found
        if time.monotonic() > limit:
            raise DatabaseDidNotStart(f"PostgreSQL was not ready after {START_LIMIT:.0f} seconds")
        time.sleep(PAUSE)
    return None


# Kept, because Python complains of a child that is forgotten before it ends.
_children: list[subprocess.Popen[bytes]] = []


def _last_words(output: IO[bytes], logs: Path) -> str:
    output.seek(0)
    lines = output.read().decode(errors="replace").splitlines()
    files = sorted(logs.glob("*.log"), key=lambda path: path.stat().st_mtime)
    if files:
        lines += files[-1].read_text(errors="replace").splitlines()[-5:]
    return "\n".join(lines[-8:])

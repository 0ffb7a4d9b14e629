"""Who the server runs as: ourselves, or a user of its own when we are root, whom PostgreSQL refuses."""

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from tenants.embedded.errors import DatabaseDidNotStart

NAME = "guanxi"
# Nothing of our own environment goes along: PGPORT and its like would change what the server does.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """A system user, and how to run a command as them."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, uid: int) -> "Account":
        """Look a user up by number."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            raise DatabaseDidNotStart(f"PostgreSQL needs a named user, and number {uid} has no name here") from None
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @classmethod
    def for_server(cls) -> "Account":
        """Choose who runs a new server: ourselves unless root, else `guanxi`, made when it can be."""
        if os.geteuid() != 0:
            return cls.of(os.geteuid())
        for name in (NAME, "postgres", "_postgres", "nobody"):
            try:
                return cls.of(pwd.getpwnam(name).pw_uid)
            except KeyError:
                if name == NAME and _made():
                    return cls.of(pwd.getpwnam(name).pw_uid)
        raise DatabaseDidNotStart("PostgreSQL refuses to run as root; start as an ordinary user instead")

    @property
    def is_ours(self) -> bool:
        """Tell whether this is who we are ourselves."""
        return self.uid == os.geteuid()

    def popen(self, command: Sequence[str | Path], output: int) -> subprocess.Popen[bytes]:
        """Start a command as this user, in a session of its own, so that our Ctrl-C does not reach it."""
        return subprocess.Popen(  # noqa: S603 (our own programs, no shell)
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            umask=0o077,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )

    def run(self, command: Sequence[str | Path], text: str = "") -> None:
        """Run a command as this user to its end; raise DatabaseDidNotStart with its last words."""
        done = subprocess.run(  # noqa: S603 (our own programs, no shell)
            command,
            input=os.fsencode(text),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            check=False,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )
        if done.returncode:
            last = "\n".join(done.stdout.decode(errors="replace").strip().splitlines()[-5:])
            raise DatabaseDidNotStart(f"{Path(command[0]).name}: {last}")

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this user may go into a folder, by trying: modes of parents and ACLs all count."""
        return self._succeeds(["sh", "-c", 'test -x "$1"', "sh", folder])

    def can_execute(self, program: Path) -> bool:
        """Tell whether this user may execute a program that answers to --version."""
        return self._succeeds([program, "--version"])

    def write(self, path: Path, text: str) -> None:
        """Write a file as this user: root must not write into a folder where another user can place links."""
        self.run(["tee", path], text)

    def _succeeds(self, command: Sequence[str | Path]) -> bool:
        try:
            self.run(command)
        except (DatabaseDidNotStart, OSError):
            return False
        return True


def say(line: str) -> None:
    """Tell the operator what was done to the machine, apart from what a command prints as its result."""
    print(line, file=sys.stderr, flush=True)


def _made() -> bool:
    useradd = which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        return False
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/var/lib/guanxi"]
    command = [useradd, *options, "--shell", "/usr/sbin/nologin", NAME]
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 (fixed words)
    if done.returncode == 0:
        say(f"Made the system user {NAME}, who runs the database: PostgreSQL refuses to run as root.")
    return done.returncode == 0

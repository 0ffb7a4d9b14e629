"""The running server as its own postmaster.pid tells of it, checked against the processes there are."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

# Higher than any system counts, so nobody's.
NOBODY = 2**31 - 2


@dataclass(frozen=True)
class Postmaster:
    """A live server: its process, its socket's folder, and how far it is."""

    pid: int
    sockets: Path
    status: str

    @property
    def ready(self) -> bool:
        """Tell whether it takes connections."""
        return self.status == "ready"

    @classmethod
    def find(cls, cluster: Path) -> "Postmaster | None":
        """Find the live server of a cluster, or None; a server that has just begun has no status yet."""
        lines = _lines(cluster)
        if not lines or not lines[0].isdigit() or not _serves(int(lines[0]), cluster):
            return None
        lines += [""] * (8 - len(lines))
        return cls(int(lines[0]), Path(lines[4]), lines[7].strip())


def disowned(cluster: Path) -> str | None:
    """Give a postmaster.pid to write in place of a dead server's whose number another process has now.

    PostgreSQL would take that process for a server and refuse to start. The rest of the file stays, because
    PostgreSQL finds by it whether children of the dead server still hold its shared memory.
    """
    lines = _lines(cluster)
    if not lines or not lines[0].isdigit() or not psutil.pid_exists(int(lines[0])):
        return None
    return "\n".join([str(NOBODY), *lines[1:], ""])


def _lines(cluster: Path) -> list[str]:
    try:
        return os.fsdecode((cluster / "postmaster.pid").read_bytes()).splitlines()
    except FileNotFoundError:
        return []


def _serves(pid: int, cluster: Path) -> bool:
    try:
        command = psutil.Process(pid).cmdline()
        folder = command[command.index("-D") + 1]
        return os.path.basename(command[0]).startswith("postgres") and os.path.samefile(folder, cluster)
    except (psutil.Error, ValueError, IndexError, OSError):
        return False

"""Where the server's files lie: in the data folder, or below /var/lib when its user cannot get there."""

import fcntl
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tenants.embedded.account import Account, say
from tenants.embedded.binaries import state_folder
from tenants.embedded.errors import AlreadyRunning, DatabaseDidNotStart

SOCKET = ".s.PGSQL.5432"
# 104 bytes with the closing zero on macOS, 108 on Linux.
LONGEST_SOCKET = 103
# Seconds. Whoever only looks whether a home is claimed claims it for an instant.
GLANCE = 0.3


@dataclass(frozen=True)
class Home:
    """The folder of one server, closed to all but the account that runs it."""

    path: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """Name PostgreSQL's own data directory."""
        return self.path / "cluster"

    @property
    def logs(self) -> Path:
        """Name the folder of the server's log, one file for each day of the week."""
        return self.path / "log"

    @classmethod
    def find(cls, data: Path) -> "Home | None":
        """Find the home of a data folder's server, or None before its first start."""
        place = data / "postgres"
        if not place.exists():
            if place.is_symlink():
                raise DatabaseDidNotStart(f"{place} points to {place.readlink()}, which is gone")
            return None
        path = place.resolve()
        owner = path.stat().st_uid
        if os.geteuid() not in (0, owner):
            raise DatabaseDidNotStart(f"{path} belongs to {Account.of(owner).name}; use it as that user")
        return cls(path, Account.of(owner) if owner else Account.for_server())

    @classmethod
    def make(cls, data: Path) -> "Home":
        """Find or make the home of a data folder's server."""
        found = cls.find(data)
        if found:
            return cls._made(found.path, found.account)
        account = Account.for_server()
        place = data / "postgres"
        if account.is_ours or account.can_enter(data):
            return cls._made(place, account)
        digest = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
        # A new folder each time: after `rm -r data` people expect an empty database.
        elsewhere = Path(mkdtemp(prefix=f"{digest}-", dir=state_folder()))
        place.symlink_to(elsewhere)
        say(f"The database lies in {elsewhere}: the user who runs it cannot reach {data}.")
        return cls._made(elsewhere, account)

    @classmethod
    def _made(cls, path: Path, account: Account) -> "Home":
        path.mkdir(mode=0o700, exist_ok=True)
        if not account.is_ours:
            os.chown(path, account.uid, account.gid)
        return cls(path, account)

    def claim(self, patience: float = GLANCE) -> int:
        """Have this home to ourselves until the descriptor is closed or we end, or raise AlreadyRunning."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        limit = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return descriptor
            except BlockingIOError:
                if time.monotonic() >= limit:
                    os.close(descriptor)
                    raise AlreadyRunning(f"another process is using the database in {self.path}") from None
            time.sleep(0.02)

    def is_claimed(self) -> bool:
        """Tell whether some process has this home."""
        try:
            os.close(self.claim(patience=0))
        except AlreadyRunning:
            return True
        return False

    def socket_folder(self) -> Path:
        """Make an empty folder for the server's socket: in here, or below /tmp when its path would not do."""
        folder = self.path / "run"
        # A comma separates one socket folder from the next, for the server and its clients.
        if len(os.fsencode(folder / SOCKET)) > LONGEST_SOCKET or any(mark in str(folder) for mark in ',"'):
            return self._made(Path(mkdtemp(prefix="guanxi-", dir="/tmp")), self.account).path
        # What a killed server left in it would stop the next one, if another process has its number now.
        self.account.run(["rm", "-rf", folder])
        return self._made(folder, self.account).path

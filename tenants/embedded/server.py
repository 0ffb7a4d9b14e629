"""The built-in server's life: made at the first start, adopted when it outlived us, stopped with us."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from tenants.embedded.errors import AlreadyRunning, DatabaseDidNotStart
from tenants.embedded.home import Home
from tenants.embedded.launch import PAUSE, bring_up, shut_down
from tenants.embedded.postmaster import Postmaster

JOIN_LIMIT = 60.0  # Seconds.


class EmbeddedServer:
    """A running PostgreSQL of our own, reached over a socket that only our system user may use."""

    def __init__(self, home: Home, postmaster: Postmaster, claim: int | None) -> None:
        self._home, self._postmaster, self._claim = home, postmaster, claim
        self._changing = threading.Lock()

    @classmethod
    def start(cls, data: Path) -> "EmbeddedServer":
        """Start the server of a data folder, made on first use, or adopt one that outlived its process.

        Raise AlreadyRunning when another process has the folder, else DatabaseDidNotStart with the reason.
        """
        try:
            # Open to passing through, not to reading, when the server has a user of its own.
            data = data.absolute()
            data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            home = Home.make(data)
            claim = home.claim()
        except OSError as error:
            raise DatabaseDidNotStart(str(error)) from error
        try:
            return cls(home, bring_up(home), claim)
        except BaseException as error:
            os.close(claim)
            if isinstance(error, OSError):
                raise DatabaseDidNotStart(str(error)) from error
            raise

    @classmethod
    def join(cls, data: Path) -> "EmbeddedServer | None":
        """Use the server that another process runs on this folder, or give None; `stop` leaves it running."""
        home = Home.find(data)
        limit = time.monotonic() + JOIN_LIMIT
        while home is not None:
            found = Postmaster.find(home.cluster)
            if found and found.ready:
                return cls(home, found, None)
            if not home.is_claimed():
                return None
            if time.monotonic() > limit:
                raise DatabaseDidNotStart(f"a process holds {home.path} but its server is not ready")
            time.sleep(PAUSE)
        return None

    @classmethod
    def start_or_join(cls, data: Path) -> "EmbeddedServer":
        """Use the running server, or start it: for a command that works beside `serve` and without it."""
        while True:
            server = cls.join(data)
            if server:
                return server
            with suppress(AlreadyRunning):
                return cls.start(data)

    @property
    def url(self) -> str:
        """Give the administrator's address in libpq's form."""
        # The port is named although it is the usual one: PGPORT would change it.
        return f"postgresql://postgres@/postgres?host={quote(str(self._postmaster.sockets), safe='')}&port=5432"

    @property
    def pid(self) -> int:
        """Name the server's process."""
        return self._postmaster.pid

    @property
    def home(self) -> Path:
        """Name the folder where the server's files lie."""
        return self._home.path

    def revive(self) -> bool:
        """Start the server again if it died under us, and tell whether it had; `url` may have changed."""
        with self._changing:
            if self._claim is None or Postmaster.find(self._home.cluster):
                return False
            self._postmaster = bring_up(self._home)
            return True

    def stop(self) -> None:
        """Stop the server, rolling back what is open; a second call, or a joined server, does nothing."""
        with self._changing:
            if self._claim is None:
                return
            shut_down(self._postmaster.pid)
            if not self._postmaster.sockets.is_relative_to(self._home.path):
                with suppress(OSError):
                    self._postmaster.sockets.rmdir()
            os.close(self._claim)
            self._claim = None

    def __enter__(self) -> "EmbeddedServer":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

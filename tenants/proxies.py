"""Which proxy speaks for its clients without being trusted to: noted once an hour, for the doctor to tell."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tenants.settings import Settings

FORWARDED = (
    *(b"x-forwarded-for", b"forwarded", b"cf-connecting-ip", b"true-client-ip", b"x-real-ip", b"x-client-ip"),
    *(b"x-cluster-client-ip", b"fastly-client-ip", b"fly-client-ip", b"ali-cdn-real-ip", b"x-original-forwarded-for"),
)
EVERY = 3600.0  # Seconds between two notes of one process.
LATELY = 7 * 24 * 3600.0  # Seconds for which a note is worth telling.

log = logging.getLogger("guanxi.proxies")


@dataclass(frozen=True)
class Seen:
    """A peer that sent such a header, and the header's name."""

    peer: str
    header: str


class Watch:
    """Notes of one process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._noted: float | None = None

    def look(self, peer: str, headers: Mapping[bytes, str]) -> None:
        """Note a peer that names its client although it is not trusted."""
        named = next((name for name in FORWARDED if name in headers), None)
        if named is None or self._settings.trusts(peer):
            return
        moment = time.monotonic()
        if self._noted is not None and moment - self._noted < EVERY:
            return
        self._noted = moment
        log.warning("%s sends %s and is not in GUANXI_TRUSTED_PROXIES", peer, named.decode())
        try:
            _file(self._settings).write_text(json.dumps({"peer": peer, "header": named.decode()}))
        except OSError as error:
            log.warning("cannot note that: %s", type(error).__name__)


def seen_lately(settings: Settings) -> Seen | None:
    """Tell which untrusted proxy was seen within a week, if it is not trusted by now."""
    file = _file(settings)
    try:
        if time.time() - file.stat().st_mtime > LATELY:
            return None
        noted = json.loads(file.read_text())
        seen = Seen(str(noted["peer"]), str(noted["header"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None if settings.trusts(seen.peer) else seen


def _file(settings: Settings) -> Path:
    return settings.data / "untrusted-proxy.json"

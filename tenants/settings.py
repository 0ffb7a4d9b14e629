"""What the operator decided: GUANXI_* variables, read once at start. Secrets show in no repr and no error."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tenants.environment import READERS, BadSetting, Network, read_setting
from tenants.hosts import label_in
from tenants.key_file import UnsafeKeyFile, create_key_file, read_key_file
from tenants.mail_server import MailServer

__all__ = ["BadSetting", "Settings"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation's settings. A `database_url` of None means the built-in server below `data`."""

    data: Path = Path("data")
    port: int = 8000
    bind: str = "127.0.0.1"
    base_url: str = ""
    database_url: str | None = field(default=None, repr=False)
    edition: str = "cloud"
    debug: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = ""
    kek: bytes | None = field(default=None, repr=False)
    max_upload_bytes: int = 50 * 2**20
    files_url: str | None = field(default=None, repr=False)
    trusted_proxies: tuple[Network, ...] = ()
    processes: int = 1
    log_level: str = "info"
    metrics_token: str | None = field(default=None, repr=False)
    outbox_token: str = field(default="", repr=False)
    """Made by `serve` at each start for the local outbox, and printed; no variable sets it."""

    def __post_init__(self) -> None:
        """Fill in what follows from other settings."""
        object.__setattr__(self, "data", self.data.expanduser().absolute())
        object.__setattr__(self, "base_url", self.base_url or f"http://localhost:{self.port}")
        object.__setattr__(self, "mail_from", self.mail_from or f"Guanxi <no-reply@{self.base_name}>")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, **overrides: Any) -> "Settings":
        """Read the environment; an override that is not None wins. Raise BadSetting, naming the variable."""
        unknown = overrides.keys() - {each.name for each in fields(cls)}
        if unknown:
            raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
        read = {name: read_setting(name, environ, overrides.get(name)) for name in READERS}
        return cls(**{name: value for name, value in read.items() if value is not None})

    @property
    def base_host(self) -> str:
        """Give our own host with its port, as in `localhost:8000`."""
        return urlsplit(self.base_url).netloc

    @property
    def base_name(self) -> str:
        """Give our own host without its port."""
        host = urlsplit(self.base_url).hostname or ""
        return f"[{host}]" if ":" in host else host

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach us by https."""
        return self.base_url.startswith("https://")

    @property
    def mail_server(self) -> MailServer | None:
        """Give the parsed SMTP address, or None when mail goes to the local outbox."""
        return MailServer.from_url(self.smtp_url) if self.smtp_url else None

    @property
    def key_file(self) -> Path:
        """Name the file of the key-encryption key, used while `kek` is None."""
        return self.data / "kek"

    def tenant_url(self, label: str) -> str:
        """Give a company's address, without a final slash; in the private edition that is our own."""
        if self.edition == "private":
            return self.base_url
        return self.base_url.replace("://", f"://{label}.", 1)

    def label_of(self, host_header: str) -> str | None:
        """Give the company's label in a Host header, None for our own host; raise UnknownHost otherwise."""
        return label_in(host_header, self.base_name)

    def trusts(self, address: str) -> bool:
        """Tell whether X-Forwarded-* headers from this peer may be believed."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.trusted_proxies)

    def make_data(self) -> Path:
        """Make the data folder if it is missing, closed to other users."""
        # Below a root-owned folder the built-in server, a user of its own, must still pass through.
        self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        return self.data

    def encryption_key(self) -> bytes:
        """Give the key-encryption key, made at the first start, before the built-in server's first.

        Raise BadSetting when the key is lost or unsafe: a new one beside old data would open nothing.
        """
        if self.kek is not None:
            return self.kek
        self.make_data()
        try:
            return read_key_file(self.key_file)
        except UnsafeKeyFile as error:
            raise BadSetting(f"GUANXI_KEK: {error}") from None
        except FileNotFoundError:
            if os.path.lexists(self.data / "postgres"):
                raise BadSetting(
                    f"GUANXI_KEK: there is a database but no {self.key_file}; restore it from your backup"
                ) from None
        return create_key_file(self.key_file)

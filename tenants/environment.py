"""How the text of each GUANXI_* variable is read. What the values mean lives in `tenants.settings`."""

import ipaddress
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tenants.hosts import is_address, label_in
from tenants.key_file import decode_key
from tenants.mail_server import MailServer

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIX = "GUANXI_"
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class BadSetting(Exception):
    """A setting cannot be used. The message begins with the variable's name and never repeats its value."""

    plain_text = True


def read_setting(name: str, environ: Mapping[str, str], override: object = None) -> Any:
    """Read one setting, from `override` when it is not None; give None when it is unset or blank.

    Raise BadSetting with the variable's name.
    """
    variable = PREFIX + name.upper()
    given = environ.get(variable, "").strip() if override is None else override
    if isinstance(given, bool) or not isinstance(given, str | int | Path):
        return given
    if not str(given):
        return None
    try:
        return READERS[name](str(given))
    except ValueError as error:
        raise BadSetting(f"{variable} {error}") from None


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    """Make a reader of a word from a list, in any case."""

    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return text.lower()

    return read


def truth(text: str) -> bool:
    """Read a switch."""
    return one_of(*TRUE, *FALSE)(text) in TRUE


def line(text: str) -> str:
    """Read one line without control characters."""
    if not text.isprintable():
        raise ValueError("must be one printable line")
    return text


def token(text: str) -> str:
    """Read a secret that is sent in a header."""
    if len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be 16 or more letters, digits or signs, as `openssl rand -hex 32` prints")
    return text


def base_url(text: str) -> str:
    """Read our own address and write it the one way we compare it: lower case, no default port."""
    url = text.lower().rstrip("/")
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
        ours = is_address(name) or label_in(name, name) is None
    except ValueError:
        ours = False
    if not ours or parts.scheme not in ("http", "https") or url != f"{parts.scheme}://{parts.netloc}" or "@" in url:
        raise ValueError("must look like https://crm.example.com, with nothing after the host")
    default = {"http": 80, "https": 443}[parts.scheme]
    return url.removesuffix(f":{port}") if port == default else url


def database_url(text: str) -> str:
    """Read a PostgreSQL URL, with or without SQLAlchemy's driver name."""
    scheme, _, rest = text.partition("://")
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not rest:
        raise ValueError("must look like postgresql://user:password@host:5432/database")
    return f"postgresql://{rest}"


def smtp_url(text: str) -> str:
    """Check an SMTP address."""
    MailServer.from_url(text)
    return text


def files_url(text: str) -> str:
    """Read where files are kept when not below the data folder: an S3 bucket and a folder in it."""
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must look like s3://bucket/folder, with the credentials in AWS_* variables")
    return text


def networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks separated by commas."""
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError:
        raise ValueError("must be addresses or networks with commas between, as in 10.0.0.0/8,::1") from None


READERS: Mapping[str, Callable[[str], Any]] = {
    "data": Path,
    "port": whole_number(1, 65535),
    "bind": line,
    "base_url": base_url,
    "database_url": database_url,
    "edition": one_of("cloud", "private"),
    "debug": truth,
    "smtp_url": smtp_url,
    "mail_from": line,
    "kek": decode_key,
    "max_upload_bytes": whole_number(1, 2**40),
    "files_url": files_url,
    "trusted_proxies": networks,
    "processes": whole_number(1, 256),
    "metrics_token": token,
    "log_level": one_of("debug", "info", "warning", "error"),
}

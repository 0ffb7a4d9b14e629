"""Where outgoing mail is handed in: `smtp://user:password@host:587?tls=starttls` or `smtps://host`."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

TLS = ("starttls", "auto", "none")


@dataclass(frozen=True)
class MailServer:
    """A parsed SMTP address. `tls` is implicit, starttls (required), auto (when offered) or none."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Read an SMTP address; raise ValueError with a sentence that does not repeat it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.scheme not in ("smtp", "smtps") or parts.path.strip("/") or parts.fragment:
            raise ValueError("must look like smtp://user:password@host:587?tls=starttls or smtps://host")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        implicit = parts.scheme == "smtps"
        tls = "implicit" if implicit else options.pop("tls", "auto")
        if options or tls not in (*TLS, "implicit"):
            raise ValueError(f"takes one option, tls, which is one of {', '.join(TLS)}")
        return cls(
            host=host,
            port=port or (465 if implicit else 587),
            tls=tls,
            user=None if parts.username is None else unquote(parts.username),
            password=None if parts.password is None else unquote(parts.password),
        )

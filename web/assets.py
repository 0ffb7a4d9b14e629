"""Serve styles, behaviours, icons and vendored scripts from memory, at addresses that follow the content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from gzip import compress as gzip_compress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped] # ships no types
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from web.headers import coding, has_tag
from web.needs import PUBLIC, needs

STATIC = Path(__file__).parent / "static"
STYLES = (
    *("tokens", "base", "shell", "buttons", "forms", "calendar", "choices", "tables", "pages", "records"),
    *("overlays", "feedback", "figures", "site", "log", "imports", "phone", "preferences", "print"),
)
FIRST_SCRIPT = "base"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, eq=False)
class Asset:
    """One file as the browser gets it; compressed on first use and kept."""

    content_type: str
    body: bytes

    @cached_property
    def digest(self) -> str:
        """Name this content in 12 hexadecimal digits."""
        return blake2b(self.body, digest_size=6).hexdigest()

    @cached_property
    def brotli(self) -> bytes:
        """Compress once, as small as brotli can."""
        return bytes(brotli.compress(self.body))

    @cached_property
    def gzip(self) -> bytes:
        """Compress once, the same bytes every time."""
        return gzip_compress(self.body, mtime=0)

    def encoded(self, accept: str) -> tuple[bytes, str]:
        """Pick the smallest form that `accept` (an Accept-Encoding header) allows, with its name."""
        chosen = coding(accept)
        bodies = {"br": lambda: self.brotli, "gzip": lambda: self.gzip, "identity": lambda: self.body}
        return bodies[chosen](), chosen


@cache
def assets() -> Mapping[str, Asset]:
    """Read everything under web/static once, with our styles and our behaviours joined into one file each."""
    found = {
        "app.css": Asset("text/css", joined_styles().encode()),
        "app.js": Asset("text/javascript", joined_scripts().encode()),
    }
    for path in sorted(STATIC.rglob("*")):
        name = path.relative_to(STATIC).as_posix()
        if path.suffix in TYPES and not name.startswith(("css/", "js/")):
            found[name] = Asset(TYPES[path.suffix], path.read_bytes())
    return found


def asset(path: str) -> str:
    """Give the address of a static file; raise KeyError when there is none."""
    return f"/static/{assets()[path].digest}/{path}"


def joined_styles() -> str:
    """Join the style sheets in the order in which they may override each other."""
    return "\n".join((STATIC / "css" / f"{name}.css").read_text() for name in STYLES)


def joined_scripts() -> str:
    """Join the behaviours, each in a block of its own so that no name leaks; the base's names reach all."""
    base = STATIC / "js" / f"{FIRST_SCRIPT}.js"
    others = (path for path in sorted((STATIC / "js").glob("*.js")) if path != base)
    blocks = "\n".join(f"{{\n{path.read_text()}}}" for path in others)
    return f'"use strict";\n(() => {{\n{base.read_text()}\n{blocks}\n}})();\n'


@get("/static/{digest:str}/{path:path}", include_in_schema=False, sync_to_thread=False, **needs(PUBLIC))
def static_files(request: Request[Any, Any, Any], digest: FromPath[str], path: FromPath[str]) -> Response[bytes]:
    """Send a static file: for ever under its own digest, to be asked again under any other."""
    found = assets().get(path.lstrip("/"))
    if found is None:
        raise NotFoundException
    headers = {
        "cache-control": FOREVER if digest == found.digest else "no-cache",
        "etag": f'"{found.digest}"',
        "vary": "accept-encoding",
    }
    if has_tag(request, headers["etag"]):
        return Response(b"", status_code=304, headers=headers, media_type=found.content_type)
    body, encoding = found.encoded(request.headers.get("accept-encoding", ""))
    if encoding != "identity":
        headers["content-encoding"] = encoding
    return Response(body, headers=headers, media_type=found.content_type)

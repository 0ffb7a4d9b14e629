"""The entrance: which company a request is for, what it may carry, and the headers every answer leaves with."""

import re
from typing import Any
from urllib.parse import urlsplit

import psycopg
from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, HTTPScope, Message, Receive, Scope, Send
from litestar.utils.path import normalize_path
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from saas.kit.i18n import LOCALES, _, use_locale
from tenants.engines import Database
from tenants.hosts import HEADER, UnknownHost, is_address
from tenants.proxies import Watch
from tenants.settings import Settings
from web.directory import Companies
from web.errors import allowed, answer, is_api, on_database
from web.headers import wanted
from web.measures import measured
from web.page import page

SITE = "/_site"  # Routes of the bare host live below this path, which no one can ask for from outside.
SHARED = ("/static/", "/healthz", "/readyz")
METRICS = "/metrics"
SAFE = ("GET", "HEAD", "OPTIONS")
LOCALE_COOKIE = re.compile(r"(?:^|;\s*)locale=([A-Za-z-]{2,10})(?:;|$)")

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


LANGUAGES = (
    *((start, "zh-Hant") for start in ("zh-tw", "zh-hk", "zh-mo", "zh-hant")),
    ("zh", "zh-Hans"),
    ("en", "en"),
)
"""How the names of the languages that we speak begin."""
RETRY_AFTER = {429: b"60", 503: b"5"}
"""Seconds after which to try again, where nothing more exact is known."""


class Entrance:
    """ASGI middleware in front of everything."""

    def __init__(self, app: ASGIApp, settings: Settings, database: Database) -> None:
        self.app = app
        self.settings = settings
        self.companies = Companies(database)
        self.proxies = Watch(settings)
        strict = {"strict-transport-security": "max-age=31536000; includeSubDomains"} if settings.secure else {}
        headers = HEADERS | strict | {"cache-control": "no-store"}
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Settle the company, refuse what is forged, and pass the request on."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        send = measured(scope, send)
        if scope["method"] == "HEAD":
            scope, receive, send = _as_get(scope, send)
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        with use_locale(_chosen(headers.get(b"cookie", "")) or _preferred(headers.get(b"accept-language", ""))):
            try:
                refusal = await self._settle(scope, headers)
            except (DBAPIError, PoolTimeout, psycopg.Error) as error:
                refusal = on_database(Request(scope, receive, send), error)
            if isinstance(refusal, Response):
                send_it = refusal.to_asgi_response(app=None, request=Request(scope, receive, send))
                await send_it(scope, receive, self._dressed(scope, send))
            elif refusal:
                await _plain(send, *refusal)
            else:
                await self.app(scope, receive, self._dressed(scope, send))

    async def _settle(self, scope: HTTPScope, headers: dict[bytes, str]) -> tuple[int, str] | Response[Any] | None:
        state: dict[str, Any] = scope.setdefault("state", {})
        state["ip"] = self._client(scope, headers)
        # As the router is going to read it: `//_site/signup` is a way below SITE, too.
        path = scope["path"] = normalize_path(scope["path"])
        if path.startswith(SITE):
            return 404, "Not found"
        if path.startswith(SHARED):
            return None
        if scope["method"] not in SAFE and _forged(headers):
            return 403, "This request came from another site and was refused."
        try:
            label = self._label(headers.get(b"host", ""), path)
        except UnknownHost:
            return 421, "This host is not served here."
        state["company"] = await self.companies.find(label, private=self.settings.edition == "private")
        if label is None and (self.settings.edition != "private" or state["company"] is None):
            scope["path"] = SITE + path
            scope["raw_path"] = SITE.encode() + scope.get("raw_path", b"")
        elif state["company"] is None:
            return self._closed(scope, 404, "no_workspace", _("There is no workspace at this address."))
        elif state["company"].status != "active":
            return self._closed(scope, 403, "suspended", _("This workspace is suspended. Ask your provider."))
        return None

    def _label(self, host: str, path: str) -> str | None:
        try:
            return self.settings.label_of(host)
        except UnknownHost:
            # Prometheus finds the pods of a cluster by address; that is no company's name, nor one that can be rebound.
            named = HEADER.fullmatch(host) if path == METRICS else None
            if named and is_address(named[1]):
                return None
            raise

    def _closed(self, scope: Scope, status: int, code: str, sentence: str) -> Response[Any]:
        """Answer for a workspace that cannot be entered: a page that leads back to our own host, or a problem."""
        request: Request[Any, Any, Any] = Request(scope)
        if is_api(request):
            return answer(request, status, code, sentence, {})
        home = self.settings.base_url
        return page(request, "errors/closed.html", status=status, title=sentence, sentence=sentence, home=home)

    def _client(self, scope: Scope, headers: dict[bytes, str]) -> str:
        peer = scope["client"][0] if scope["client"] else ""
        self.proxies.look(peer, headers)
        forwarded = headers.get(b"x-forwarded-for", "")
        if forwarded and self.settings.trusts(peer):
            return forwarded.rsplit(",", 1)[-1].strip()[:60]
        return peer

    def _dressed(self, scope: HTTPScope, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                named = {name.lower() for name, _ in given}
                if scope["method"] == "OPTIONS" and b"allow" in named:
                    given = [each for each in given if each[0].lower() != b"allow"]
                    given.append((b"allow", ", ".join(allowed(Request(scope))).encode()))
                if message["status"] in RETRY_AFTER and b"retry-after" not in named:
                    given.append((b"retry-after", RETRY_AFTER[message["status"]]))
                message["headers"] = given + [each for each in self.headers if each[0] not in named]
            await send(message)

        return dressed


def _as_get(scope: HTTPScope, send: Send) -> tuple[HTTPScope, Receive, Send]:
    """Answer HEAD as GET would, but for the body: a stream is told that its reader left."""

    async def gone() -> HTTPReceiveMessage:
        return {"type": "http.disconnect"}

    async def bare(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return {**scope, "method": "GET"}, gone, bare


def _forged(headers: dict[bytes, str]) -> bool:
    """Tell whether a browser says that another site made this request."""
    fetched_by = headers.get(b"sec-fetch-site")
    if fetched_by is not None:
        return fetched_by not in ("same-origin", "none")
    origin = headers.get(b"origin")
    return origin is not None and urlsplit(origin).netloc != headers.get(b"host")


def _chosen(cookies: str) -> str:
    """Read the language that a visitor chose on one of our pages."""
    found = LOCALE_COOKIE.search(cookies)
    return found[1] if found and found[1] in LOCALES else ""


def _preferred(accept: str) -> str:
    """Read the language a browser asks for; people who are logged in have chosen theirs."""
    spoken = (locale for name in wanted(accept) for start, locale in LANGUAGES if name.startswith(start))
    return next(spoken, "zh-Hans")


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})

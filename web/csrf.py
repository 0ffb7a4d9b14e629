"""Every form that changes something carries a token that only our own pages know.

A visitor's token is the pair that Litestar makes: cookie and form hold the same. Who is logged in has one token for
their session, which follows from it: a pair that somebody else planted in their browser is worth nothing.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware, generate_csrf_hash
from litestar.types import Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from saas.kit.errors import Refusal
from tenants.settings import Settings
from web.dependencies import COOKIE

FORM_FIELD = "_csrf_token"
Check = Callable[[Mapping[str, str]], None]


class OutdatedPage(Refusal):
    """This page is out of date. Load it again, then repeat what you did."""

    code, status = "outdated_page", 403


class Csrf(CSRFMiddleware):
    """Litestar's check, with a token of its own for each session."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request of somebody who is logged in through with their token; visitors are Litestar's."""
        request = Request[Any, Any, Any](scope, receive)
        wanted = session_token(self.config.secret, request.cookies.get(COOKIE, ""))
        exempt = scope["path"].startswith("/api/") or scope["route_handler"].opt.get("exclude_from_csrf")
        if not wanted or exempt:
            try:
                await super().__call__(scope, receive, send)
            except PermissionDeniedException:
                raise OutdatedPage from None
            return
        if request.method not in self.config.safe_methods and not _same(await _sent(request), wanted):
            raise OutdatedPage
        ScopeState.from_scope(scope).csrf_token = wanted
        kept = wanted if request.cookies.get("csrf") == wanted else None
        await self.app(scope, receive, self.create_send_wrapper(send=send, csrf_cookie=kept, token=wanted))

    def _decode_csrf_token(self, token: Any) -> str | None:
        """Read a token; Litestar would fail with a server error on one that is not plain ASCII text."""
        if not isinstance(token, str) or not token.isascii():
            return None
        return super()._decode_csrf_token(token)


async def _sent(request: Request[Any, Any, Any]) -> object:
    """Give the token that a request brings, in its head or in its form."""
    head = request.headers.get("x-csrftoken")
    if head or request.content_type[0] not in (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART):
        return head
    return (await request.form()).get(FORM_FIELD)


def _same(sent: object, wanted: str) -> bool:
    return isinstance(sent, str) and sent.isascii() and hmac.compare_digest(sent, wanted)


def session_token(secret: str, session: str) -> str:
    """Give the one token of a session, in Litestar's form, so that it still serves after a logout; none without one."""
    if not session:
        return ""
    token = hmac.new(secret.encode(), b"session " + session.encode(), hashlib.sha256).hexdigest()
    return token + generate_csrf_hash(token, secret)


def csrf_middleware(settings: Settings) -> DefineMiddleware:
    """Set up the check; the API has no cookies and needs none."""
    return DefineMiddleware(Csrf, config=csrf_config(settings))


def csrf_cookie(settings: Settings, session: str) -> Cookie:
    """Make the cookie with a new session's token."""
    token = session_token(csrf_config(settings).secret, session)
    return Cookie(key="csrf", value=token, path="/", httponly=True, secure=settings.secure, samesite="lax")


def own_form(request: Request[Any, Any, Any], settings: Settings) -> Check:
    """Give the check of a form that brings files: its route reads the body itself, which the middleware would hold."""
    wanted = session_token(csrf_config(settings).secret, request.cookies.get(COOKIE, ""))
    ScopeState.from_scope(request.scope).csrf_token = wanted

    def check(texts: Mapping[str, str]) -> None:
        if not wanted or not _same(request.headers.get("x-csrftoken") or texts.get(FORM_FIELD, ""), wanted):
            raise OutdatedPage

    return check


def csrf_config(settings: Settings) -> CSRFConfig:
    """Say how tokens are made."""
    secret = hmac.new(settings.encryption_key(), b"csrf", hashlib.sha256).hexdigest()
    return CSRFConfig(
        secret=secret, cookie_name="csrf", cookie_httponly=True, cookie_secure=settings.secure, exclude="^/api/"
    )

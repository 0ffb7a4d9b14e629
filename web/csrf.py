"""Every form that changes something carries a token that only our own pages know."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request
from litestar.config.csrf import CSRFConfig
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware
from litestar.types import Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from tenants.settings import Settings

Check = Callable[[Mapping[str, str]], None]


class Csrf(CSRFMiddleware):
    """Litestar's check, which would fail with a server error on a token that is not plain ASCII text."""

    def _decode_csrf_token(self, token: Any) -> str | None:
        if not isinstance(token, str) or not token.isascii():
            return None
        return super()._decode_csrf_token(token)


def csrf_middleware(settings: Settings) -> DefineMiddleware:
    """Set up the check; the API has no cookies and needs none."""
    return DefineMiddleware(Csrf, config=csrf_config(settings))


def is_ours(settings: Settings, token: str, cookie: str) -> bool:
    """Check a token, for the routes that read their forms themselves and are exempt from the middleware."""
    return Csrf(_nowhere, csrf_config(settings))._csrf_tokens_match(token, cookie)


def own_form(request: Request[Any, Any, Any], settings: Settings) -> Check:
    """Give the check of a form that brings files: its route reads the body itself, which the middleware would hold."""
    cookie = request.cookies.get("csrf", "")
    ScopeState.from_scope(request.scope).csrf_token = cookie

    def check(texts: Mapping[str, str]) -> None:
        sent = request.headers.get("x-csrftoken") or texts.get("_csrf_token", "")
        if not is_ours(settings, sent, cookie):
            raise PermissionDeniedException

    return check


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand in for an application."""


def csrf_config(settings: Settings) -> CSRFConfig:
    """Say how tokens are made."""
    secret = hmac.new(settings.encryption_key(), b"csrf", hashlib.sha256).hexdigest()
    return CSRFConfig(
        secret=secret, cookie_name="csrf", cookie_httponly=True, cookie_secure=settings.secure, exclude="^/api/"
    )

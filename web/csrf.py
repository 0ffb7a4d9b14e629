"""Every form that changes something carries a token that only our own pages know."""

import hashlib
import hmac
from typing import Any

from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware
from litestar.types import Receive, Scope, Send

from tenants.settings import Settings


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


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand in for an application."""


def csrf_config(settings: Settings) -> CSRFConfig:
    """Say how tokens are made."""
    secret = hmac.new(settings.encryption_key(), b"csrf", hashlib.sha256).hexdigest()
    return CSRFConfig(
        secret=secret, cookie_name="csrf", cookie_httponly=True, cookie_secure=settings.secure, exclude="^/api/"
    )

"""Every form that changes something carries a token that only our own pages know."""

import hashlib
import hmac
from typing import Any

from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware

from tenants.settings import Settings


class Csrf(CSRFMiddleware):
    """Litestar's check, which would fail with a server error on a token that is not plain ASCII text."""

    def _decode_csrf_token(self, token: Any) -> str | None:
        if not isinstance(token, str) or not token.isascii():
            return None
        return super()._decode_csrf_token(token)


def csrf_middleware(settings: Settings) -> DefineMiddleware:
    """Set up the check; the API has no cookies and needs none."""
    secret = hmac.new(settings.encryption_key(), b"csrf", hashlib.sha256).hexdigest()
    config = CSRFConfig(
        secret=secret, cookie_name="csrf", cookie_httponly=True, cookie_secure=settings.secure, exclude="^/api/"
    )
    return DefineMiddleware(Csrf, config=config)

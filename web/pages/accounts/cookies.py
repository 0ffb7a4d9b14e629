"""The cookie that a login leaves in the browser, and where a login may lead."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from litestar import Response
from litestar.datastructures import Cookie

from saas.accounts.account import THEMES
from saas.accounts.known import Entry, with_mark
from saas.accounts.sessions import LASTS
from saas.kit.i18n import LOCALES
from tenants.settings import Settings
from web.csrf import csrf_cookie
from web.dependencies import COOKIE, AnyRequest
from web.page import redirect

OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
YEAR = 365 * 24 * 3600
KNOWN = "known"


def welcome(request: AnyRequest, settings: Settings, entry: Entry, path: str = "/") -> Response[Any]:
    """Send somebody who just logged in on, with the cookie of their session: for this host alone."""
    response = redirect(request, path)
    know_again(request, response, settings, entry.mark)
    response.set_cookie(session_cookie(entry.token, settings, max_age=int(LASTS.total_seconds())))
    response.set_cookie(csrf_cookie(settings, entry.token))
    return response


def marks_of(request: AnyRequest) -> str:
    """Give the marks of the accounts that this browser was logged in to before."""
    return request.cookies.get(KNOWN, "")[:1000]


def know_again(request: AnyRequest, response: Response[Any], settings: Settings, mark: str) -> None:
    """Let the browser keep an account's mark; it stays when somebody logs out, which is its use."""
    response.set_cookie(_cookie(KNOWN, with_mark(marks_of(request), mark), settings, YEAR))


def farewell(request: AnyRequest, settings: Settings) -> Response[Any]:
    """Send somebody who logged out to the login page, without their cookie."""
    response = redirect(request, "/login")
    response.set_cookie(session_cookie("", settings, max_age=0))
    return response


def session_cookie(token: str, settings: Settings, *, max_age: int) -> Cookie:
    """Make the session's cookie: no script reads it and no other site sends it."""
    return Cookie(
        key=COOKIE, value=token, path="/", max_age=max_age, httponly=True, secure=settings.secure, samesite="lax"
    )


def preference_cookie(name: str, value: str, settings: Settings) -> Cookie:
    """Make a cookie that remembers a visitor's language or appearance."""
    return _cookie(name, value, settings, YEAR)


def remember_preferences(response: Response[Any], chosen: Mapping[str, str], settings: Settings) -> None:
    """Let the browser keep a language and an appearance, so that the login page has them too."""
    for name, allowed in (("locale", LOCALES), ("theme", THEMES)):
        if chosen.get(name) in allowed:
            response.set_cookie(preference_cookie(name, chosen[name], settings))


def own_path(target: str) -> str:
    """Let only paths of our own through; anything that could lead to another site becomes the start page."""
    return target if len(target) <= 2000 and OWN_PATH.fullmatch(target) else "/"


def came_from(request: AnyRequest) -> str:
    """Tell which of our pages a form was on."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc != request.headers.get("host"):
        return "/"
    return own_path(f"{referer.path}?{referer.query}" if referer.query else referer.path)


def _cookie(name: str, value: str, settings: Settings, age: int) -> Cookie:
    return Cookie(key=name, value=value, path="/", max_age=age, httponly=True, secure=settings.secure, samesite="lax")

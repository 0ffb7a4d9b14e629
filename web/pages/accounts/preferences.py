"""Language and appearance: of a member, kept with the account; of a visitor, kept in a cookie."""

from typing import Any

from litestar import Response, post

from saas.accounts.account import choose_preferences
from tenants.settings import Settings
from web.dependencies import AnyRequest, Db, TheSettings
from web.needs import PUBLIC, needs
from web.page import redirect
from web.pages.accounts.cookies import came_from, remember_preferences
from web.typed import typed


@post("/preferences", **needs(PUBLIC))
async def update(request: AnyRequest, db: Db, settings: TheSettings) -> Response[Any]:
    """Keep a language or an appearance and show the same page again."""
    chosen = await typed(request)
    if viewer := request.state.get("viewer"):
        await choose_preferences(db, viewer, locale=chosen.get("locale", ""), theme=chosen.get("theme", ""))
    return _kept(request, settings, chosen)


@post("/_site/preferences", **needs(PUBLIC))
async def update_on_site(request: AnyRequest, settings: TheSettings) -> Response[Any]:
    """Keep a visitor's language or appearance and show the same page again."""
    return _kept(request, settings, await typed(request))


def _kept(request: AnyRequest, settings: Settings, chosen: dict[str, str]) -> Response[Any]:
    # A theme comes from a script that has drawn it already; a language needs the whole page again.
    quiet = request.headers.get("hx-request") == "true" and "locale" not in chosen
    response = Response("", status_code=204, media_type="text/html") if quiet else redirect(request, came_from(request))
    remember_preferences(response, chosen, settings)
    return response

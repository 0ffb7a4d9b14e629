"""Search everywhere: suggestions under the box, and a page of results."""

from litestar import Response, get

from saas.kit.i18n import _
from saas.records.view import visible_forms
from saas.search.everywhere import search_everywhere
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, wanted_block


@get("/search", **needs(MEMBER))
async def search(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show what a search finds, grouped by form."""
    typed = request.query_params.get("q", "")[:100]
    views = await visible_forms(db, viewer)
    short = wanted_block(request) == "find-results"
    hits = await search_everywhere(db, viewer, views, typed, each=5 if short else 20)
    groups = [(view, [hit for hit in hits if hit.form == view.name]) for view in views]
    return page(
        request,
        "search/found.html" if short else "search/index.html",
        title=_("Search"),
        typed=typed,
        groups=[(view, found) for view, found in groups if found],
    )

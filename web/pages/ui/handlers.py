"""The gallery at /ui, when GUANXI_DEBUG is set."""

from litestar import Response, get
from litestar.exceptions import NotFoundException

from web.dependencies import AnyRequest, TheSettings
from web.needs import PUBLIC, needs
from web.page import page


@get(["/ui", "/_site/ui"], **needs(PUBLIC))
async def gallery(request: AnyRequest, settings: TheSettings) -> Response[bytes]:
    """Show every component in each of its states."""
    if not settings.debug:
        raise NotFoundException
    return page(request, "ui/gallery.html", title="UI")

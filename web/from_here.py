"""For routes that do something although they are fetched, such as printing: no other site leads there."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from saas.kit.errors import Forbidden


class CameFromAnotherSite(Forbidden):
    """A link on another site led here. Open this from the page that it belongs to."""

    code = "other_site"


def from_here(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guard a route against requests that a browser says another site caused; typed addresses and programs pass."""
    if connection.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise CameFromAnotherSite

"""Find every handler: each noun has a folder in `web/pages` or a file in `web/api`."""

from importlib import import_module
from pkgutil import walk_packages

from litestar.handlers import BaseRouteHandler

from web import api, pages


def handlers() -> list[BaseRouteHandler]:
    """Collect the route handlers of all pages and of the API. An import error is not swallowed."""
    found: dict[int, BaseRouteHandler] = {}
    for package in (pages, api):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for member in vars(import_module(module.name)).values():
                if isinstance(member, BaseRouteHandler):
                    found[id(member)] = member
    return list(found.values())

"""Figures for Prometheus: on our own host and to near ones alone, since they say how much business we do."""

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from saas.kit.errors import NotFound
from tenants.engines import Database
from tenants.figures import Figures, read_figures
from web.dependencies import AnyRequest, TheDatabase, TheSettings
from web.measures import registry_with
from web.needs import PUBLIC, needs
from web.pages.metrics.families import Told
from web.pages.metrics.near import is_near


@get(["/_site/metrics", "/metrics"], **needs(PUBLIC))
async def metrics(request: AnyRequest, settings: TheSettings, database: TheDatabase) -> Response[bytes]:
    """Tell requests by route and status, companies, jobs and connections in Prometheus' text format."""
    on_bare_host = request.scope["path"].startswith("/_site/") or settings.edition == "private"
    if not (on_bare_host and is_near(request, settings)):
        raise NotFound
    told = registry_with(Told(await _figures(database)))
    return Response(generate_latest(told), headers={"content-type": CONTENT_TYPE_LATEST})


async def _figures(database: Database) -> Figures | None:
    try:
        async with database.platform() as platform:
            return await read_figures(platform)
    except (DBAPIError, PoolTimeout):
        return None

"""The web application."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from saas.audit.refused import Refusals
from saas.files.store import open_store
from saas.imports.intake import warm_up_imports
from tenants.engines import Database
from tenants.settings import Settings
from web.assets import static_files
from web.bodies import LARGEST, BodyFirst
from web.csrf import csrf_middleware
from web.dependencies import (
    provide_database,
    provide_db,
    provide_platform,
    provide_settings,
    provide_viewer,
)
from web.entrance import Entrance
from web.errors import HANDLERS
from web.refused import writing_refusals
from web.routes import handlers


def create_app(settings: Settings, database: Database) -> Litestar:
    """Build the application on an open database."""
    open_store(settings)
    app = Litestar(
        [static_files, *handlers()],
        dependencies={
            "settings": Provide(provide_settings),
            "database": Provide(provide_database),
            "platform": Provide(provide_platform),
            "db": Provide(provide_db),
            "viewer": Provide(provide_viewer),
        },
        middleware=[BodyFirst(), csrf_middleware(settings)],
        exception_handlers=HANDLERS,
        state=State({"settings": settings, "database": database, "refusals": Refusals()}),
        openapi_config=None,
        request_max_body_size=LARGEST,
        logging_config=None,
        on_startup=[warm_up_imports],
        lifespan=[writing_refusals],
        debug=False,
    )
    # Litestar's own middleware runs after routing: too late to choose between a company's routes and the site's.
    app.asgi_handler = Entrance(app.asgi_handler, settings, database)
    return app

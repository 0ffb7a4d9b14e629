"""Whether we are alive and ready."""

from litestar import Response, get
from sqlalchemy import text

from tenants.migrations import newest
from web.dependencies import TheDatabase
from web.needs import PUBLIC, needs


@get("/healthz", **needs(PUBLIC), sync_to_thread=False)
def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


@get("/readyz", **needs(PUBLIC))
async def readyz(database: TheDatabase) -> Response[dict[str, str]]:
    """Say whether database, queue and migrations are ready."""
    checks = {
        "database": "SELECT 'ok'",
        "queue": "SELECT CASE WHEN to_regclass('queue.procrastinate_jobs') IS NULL THEN 'missing' ELSE 'ok' END",
        "migrations": "SELECT version_num FROM platform.alembic_version",
    }
    found: dict[str, str] = {}
    async with database.platform() as db:
        for name, query in checks.items():
            found[name] = str((await db.execute(text(query))).scalar_one())
    found["migrations"] = "ok" if found["migrations"] == newest("platform") else "behind"
    ready = set(found.values()) == {"ok"}
    return Response(found, status_code=200 if ready else 503)

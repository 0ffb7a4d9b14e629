"""Take the whole log out as a file."""

from urllib.parse import urlsplit

from litestar import post
from litestar.response import Stream

from saas.audit.export import begin_export, export_log
from saas.kit.clock import today
from web.dependencies import Db, TheDatabase, TheSettings, TheViewer
from web.needs import READ_LOG, needs


@post("/log/export", **needs(READ_LOG), status_code=200)
async def create(db: Db, viewer: TheViewer, database: TheDatabase, settings: TheSettings) -> Stream:
    """Send the log. The line about this export is committed before the first byte is written, so it is in the file."""
    export = await begin_export(db, viewer, host=urlsplit(settings.tenant_url(db.company.label)).netloc)
    name = f"operation-log-{db.company.label}-{today().isoformat()}.jsonl"
    return Stream(
        export_log(database, db.company, export),
        media_type="application/x-ndjson",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )

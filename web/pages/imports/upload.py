"""The first step: choose files."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.files.store import store
from saas.imports.choices import Choices
from saas.imports.intake import look_at, prepare_import
from saas.imports.queries import IMPORT, file_names
from saas.jobs.queries import jobs_of
from saas.kit.errors import Refusal
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession
from tenants.settings import Settings
from web.csrf import own_form
from web.dependencies import AnyRequest, Db, TheSettings, TheViewer, entered
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.imports.stages import STATUSES, step_labels
from web.uploads import MOST_FILES, receive

RECENT = 5


class NoFile(Refusal):
    """Choose at least one file."""

    code, status = "no_file", 422


@get("/f/{form:str}/import", **needs(MEMBER))
async def new(
    request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer, settings: TheSettings
) -> Response[bytes]:
    """Ask for files."""
    view = await importing(db, viewer, form)
    return await _page(request, db, viewer, view, settings)


@post("/f/{form:str}/import", **needs(MEMBER, exclude_from_csrf=True, uploads=True), request_max_body_size=None)
async def create(request: AnyRequest, form: FromPath[str], settings: TheSettings) -> Response[Any]:
    """Take files in, look at them, and go on to the matching of columns."""
    # The middleware would read the whole body for its token; we read it ourselves, and hold no transaction meanwhile.
    genuine = own_form(request, settings)
    async with entered(request) as db:
        view, directory = await importing(db, request.state.viewer, form), await directory_of(db)
    with store().scratch() as folder:
        try:
            upload = await receive(request, folder, settings.max_upload_bytes, genuine)
            if not upload.files:
                raise NoFile
            looked = await look_at(view, directory, upload.files)
        except Refusal as refusal:
            async with entered(request) as db:
                return await _page(request, db, request.state.viewer, view, settings, refusal)
        async with entered(request) as db:
            view = await importing(db, request.state.viewer, form)
            job = await prepare_import(db, request.state.viewer, view, looked, Choices())
    return redirect(request, f"/imports/{job.id}")


async def importing(db: TenantSession, viewer: Viewer, form: str) -> FormView:
    """Give a form to whoever may import into it. Raise FormNotFound or Forbidden."""
    view = await view_form(db, viewer, form, "import")
    view.require("create")
    return view


async def _page(
    request: AnyRequest,
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    settings: Settings,
    refusal: Refusal | None = None,
) -> Response[bytes]:
    recent = [job for job in await jobs_of(db, viewer, IMPORT) if job.form_id == view.form.id][:RECENT]
    return page(
        request,
        "imports/new.html",
        status=refusal.status if refusal else 200,
        title=_("Import %(form)s", form=view.form.text),
        view=view,
        limit=settings.max_upload_bytes,
        most=MOST_FILES,
        error=refusal.sentence if refusal else "",
        recent=recent,
        names=await file_names(db, [job.id for job in recent]),
        statuses=STATUSES,
        steps_of=step_labels(),
    )

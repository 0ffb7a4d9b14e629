"""The rows of an import with what became of them, as a workbook."""

from contextlib import ExitStack
from pathlib import PurePath
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from saas.files.store import store
from saas.imports.giving_back import give_back
from saas.imports.queries import file_names
from saas.kit.i18n import _
from web.dependencies import Db, TheViewer
from web.downloads import XLSX, attachment, pieces_of
from web.from_here import from_here
from web.needs import MEMBER, needs
from web.pages.imports.handlers import loaded
from web.pages.imports.rows import WILL
from web.pages.imports.stages import OUTCOMES


@get("/imports/{id:uuid}/remarks.xlsx", **needs(MEMBER), guards=[from_here])
async def remarks(id: FromPath[UUID], db: Db, viewer: TheViewer) -> Stream:
    """Give back the rows about which there is something to say."""
    job, view = await loaded(db, viewer, id)
    outcomes = WILL if job.status == "checked" else OUTCOMES
    words = {name: _(label) for name, (label, _colour) in outcomes.items()}
    with ExitStack() as stack:
        path = stack.enter_context(store().scratch()) / "remarks.xlsx"
        await give_back(db, viewer, view, job, path, words)
        files = await file_names(db, [job.id])
        first = PurePath(next(iter(files.get(job.id, [])), view.form.text)).stem
        name = _("%(file)s problems", file=first)
        return attachment(pieces_of(path, stack.pop_all()), f"{name}.xlsx", XLSX)

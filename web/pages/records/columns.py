"""Choose the columns of a list, for this address and from now on."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.kit.i18n import _
from saas.records.preferences import prefer_columns, preferred_columns
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.records.state import ListState, shown_columns


@get("/f/{form:str}/columns", **needs(MEMBER))
async def edit(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Show which columns the list has and which it could have."""
    view = await view_form(db, viewer, form)
    state = ListState.read(request, form)
    chosen = shown_columns(view, state, await preferred_columns(db, viewer, view))
    others = [f.name for f in view.by_name.values() if f.kind.column is not None and f.name not in chosen]
    return page(
        request,
        "records/columns.html",
        blocks=("drawer",),
        title=_("Columns"),
        view=view,
        state=state,
        chosen=chosen,
        fields=[view.by_name[name] for name in (*chosen, *others)],
    )


@post("/f/{form:str}/columns", **needs(MEMBER))
async def update(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Remember the chosen columns in the order they were sent."""
    view = await view_form(db, viewer, form)
    state = ListState.read(request, form)
    sent = await request.form()
    chosen = (
        () if sent.get("do") == "reset" else tuple(name for name in sent.getall("columns", []) if name in view.by_name)
    )
    await prefer_columns(db, viewer, view, chosen)
    return redirect(request, state.href(columns=()))

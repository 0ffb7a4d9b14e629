"""Suggestions for link and member inputs."""

from litestar import Response, get
from litestar.params import FromPath

from saas.kit.pinyin import initials
from saas.people.directory import directory_of
from saas.records.titles import suggest
from saas.records.view import view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page


def typed(request: AnyRequest) -> str:
    """Give what was typed: the combobox sends its own text, whatever the field is called."""
    sent = [value for key, value in request.query_params.items() if key == "q" or key.endswith("_text")]
    return str(sent[0])[:100] if sent else ""


@get("/f/{form:str}/options", **needs(MEMBER))
async def records(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Suggest records of a form."""
    view = await view_form(db, viewer, form)
    found = await suggest(db, viewer, view, typed(request))
    return page(request, "records/options.html", items=[(str(id), title, "") for id, title in found])


@get("/people/options", **needs(MEMBER))
async def people(request: AnyRequest, db: Db) -> Response[bytes]:
    """Suggest colleagues, by name or initials."""
    wanted = typed(request).strip().lower()
    directory = await directory_of(db)
    found = [
        member
        for member in directory.active()
        if not wanted or wanted in member.name.lower() or initials(member.name).startswith(wanted)
    ]
    items = [(str(m.id), m.name, directory.departments.get(m.department_id, "")) for m in found[:10]]
    return page(request, "records/options.html", items=items)

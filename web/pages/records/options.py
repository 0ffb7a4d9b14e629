"""Suggestions for link and member inputs."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from saas.fields.field import Field
from saas.kit.i18n import _
from saas.kit.pinyin import initials
from saas.people.directory import directory_of
from saas.records.record import value_of
from saas.records.titles import as_id, suggest
from saas.records.view import FormView, view_form
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page
from web.pages.records.words import said


def typed(request: AnyRequest) -> str:
    """Give what was typed: the combobox sends its own text, whatever the field is called."""
    sent = [value for key, value in request.query_params.items() if key == "q" or key.endswith("_text")]
    return str(sent[0])[:100] if sent else ""


@get("/f/{form:str}/options", **needs(MEMBER))
async def records(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[bytes]:
    """Suggest records of a form, `within.<link>=<id>` first: those that belong to a record chosen before."""
    view = await view_form(db, viewer, form)
    found = await suggest(db, viewer, view, typed(request), within=_within(request, view))
    directory = await directory_of(db)
    items = []
    for record in found.records:
        notes = (said(value_of(record, f), f, directory, record.titles.get(f.name, "")) for f in found.notes)
        items.append((str(record.id), record.title, " · ".join(note for note in notes if note)))
    more = _("None belongs to what is chosen in this form. These are others.") if found.outside and items else ""
    return page(request, "records/options.html", items=items, more=more)


def _within(request: AnyRequest, view: FormView) -> dict[Field, UUID]:
    sent = {
        key.removeprefix("within."): as_id(v) for key, v in request.query_params.items() if key.startswith("within.")
    }
    links = {name: field for name, field in view.by_name.items() if field.kind.name == "link" and not view.masks(field)}
    return {links[name]: id for name, id in sent.items() if id is not None and name in links}


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
    return page(request, "records/options.html", items=items, more="")

"""Forms and their fields: what an administrator changes without code."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.fields.field import Field
from saas.fields.registry import field_kinds
from saas.forms.actions import (
    FieldNotFound,
    add_field,
    change_field,
    move_field,
    remove_field,
    removed_fields,
    restore_field,
)
from saas.forms.form import Form
from saas.forms.queries import forms_of
from saas.forms.settings import shown_choices, shown_default
from saas.kit.errors import Invalid
from saas.kit.i18n import _, in_locale
from saas.records.usage import Usage, usage_of
from tenants.sessions import TenantSession
from web.components.values import option_words
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MANAGE_FORMS, needs
from web.page import page, redirect

FLAGS = ("required", "unique")


@get("/settings", **needs(MANAGE_FORMS))
async def index(request: AnyRequest, db: Db) -> Response[bytes]:
    """List the forms."""
    forms = [form for form in (await forms_of(db)).all if form.parent is None]
    return page(
        request,
        "settings/index.html",
        title=_("Settings"),
        forms=forms,
        form_href=lambda form: f"/settings/forms/{form.name}",
    )


@get("/settings/forms/{form:str}", **needs(MANAGE_FORMS))
async def show(request: AnyRequest, form: FromPath[str], db: Db) -> Response[bytes]:
    """List a form's fields."""
    return await _fields(request, db, form)


@get("/settings/forms/{form:str}/fields/new", **needs(MANAGE_FORMS))
async def new(request: AnyRequest, form: FromPath[str], db: Db) -> Response[bytes]:
    """Show the form for a new field."""
    found = (await forms_of(db)).get(form)
    given = dict(request.query_params)
    return await _editor(request, db, found, None, {"kind": "text", **given}, {})


@post("/settings/forms/{form:str}/fields", **needs(MANAGE_FORMS))
async def create(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Add a field."""
    found = (await forms_of(db)).get(form)
    given = await _given(request)
    try:
        await add_field(db, viewer, found, given)
    except Invalid as invalid:
        return await _again(request, db, form, None, given, invalid)
    return redirect(request, f"/settings/forms/{form}")


@get("/settings/forms/{form:str}/fields/{field:str}", **needs(MANAGE_FORMS))
async def edit(request: AnyRequest, form: FromPath[str], field: FromPath[str], db: Db) -> Response[bytes]:
    """Show a field's settings."""
    found = (await forms_of(db)).get(form)
    return await _editor(request, db, found, _field(found, field), {}, {})


@post("/settings/forms/{form:str}/fields/{field:str}", **needs(MANAGE_FORMS))
async def update(
    request: AnyRequest, form: FromPath[str], field: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Change a field."""
    found = (await forms_of(db)).get(form)
    given = await _given(request)
    try:
        await change_field(db, viewer, found, field, given)
    except Invalid as invalid:
        return await _again(request, db, form, field, given, invalid)
    return redirect(request, f"/settings/forms/{form}")


@post("/settings/forms/{form:str}/fields/{field:str}/removal", **needs(MANAGE_FORMS))
async def remove(
    request: AnyRequest, form: FromPath[str], field: FromPath[str], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Hide a field."""
    try:
        await remove_field(db, viewer, (await forms_of(db)).get(form), field)
    except Invalid as invalid:
        return await _again(request, db, form, field, {}, invalid)
    return redirect(request, f"/settings/forms/{form}")


@post("/settings/forms/{form:str}/removed/{field:int}", **needs(MANAGE_FORMS))
async def restore(
    request: AnyRequest, form: FromPath[str], field: FromPath[int], db: Db, viewer: TheViewer
) -> Response[Any]:
    """Bring a hidden field back."""
    try:
        await restore_field(db, viewer, (await forms_of(db)).get(form), field)
    except Invalid as invalid:
        await db.rollback()
        await db.begin_again()
        return await _fields(request, db, form, invalid.errors.get("", ""))
    return redirect(request, f"/settings/forms/{form}")


@post("/settings/forms/{form:str}/order", **needs(MANAGE_FORMS))
async def order(request: AnyRequest, form: FromPath[str], db: Db, viewer: TheViewer) -> Response[Any]:
    """Put the fields in the sent order."""
    sent = await request.form()
    await move_field(db, viewer, (await forms_of(db)).get(form), [str(name) for name in sent.getall("fields", [])])
    return redirect(request, f"/settings/forms/{form}")


async def _fields(request: AnyRequest, db: TenantSession, form: str, error: str = "") -> Response[bytes]:
    found = (await forms_of(db)).get(form)
    hidden = [(row.id, in_locale(row.label), row.removed_at) for row in await removed_fields(db, found)]
    status = 422 if error else 200
    return page(request, "settings/form.html", status=status, title=found.text, form=found, hidden=hidden, error=error)


async def _again(
    request: AnyRequest, db: TenantSession, form: str, field: str | None, given: Mapping[str, Any], invalid: Invalid
) -> Response[bytes]:
    """Undo what was begun and show the settings as they were sent, with what is wrong."""
    await db.rollback()
    await db.begin_again()
    found = (await forms_of(db)).get(form)
    return await _editor(request, db, found, _field(found, field) if field else None, given, invalid.errors)


async def _editor(
    request: AnyRequest,
    db: TenantSession,
    form: Form,
    field: Field | None,
    given: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Response[bytes]:
    values = (_values(field) if field else {}) | dict(given)
    kind = field.kind if field else field_kinds().get(str(values.get("kind"))) or field_kinds()["text"]
    usage = await usage_of(db, form, field) if field else Usage(0, {})
    kinds = sorted(field_kinds().values(), key=lambda each: KINDS.index(each.name) if each.name in KINDS else 99)
    return page(
        request,
        "settings/field.html",
        status=422 if errors else 200,
        title=field.text if field else _("New field"),
        form=form,
        field=field,
        kind=kind,
        kinds=[(each.name, _(each.label)) for each in kinds if each.column is not None],
        sections=[(section["key"], in_locale(section["label"])) for section in form.sections],
        targets=[(other.name, other.text) for other in (await forms_of(db)).all if other.parent is None],
        values=values,
        errors=errors,
        missing=usage.missing,
        used=[(option_words(key, field), count) for key, count in usage.options.items()] if field else [],
    )


KINDS = (
    "text", "long_text", "number", "money", "percent", "date", "datetime", "choice", "choices", "switch",
    "mobile", "email", "link", "member", "serial",
)  # fmt: skip


def _values(field: Field) -> dict[str, Any]:
    """Give a field's settings as the form shows them."""
    options = {name: value for name, value in field.options.items() if isinstance(value, str | int)}
    plain = {"label": field.text, "help": field.help_text, "section": field.section, "default": shown_default(field)}
    return options | plain | {"required": field.required, "unique": field.unique, "choices": shown_choices(field)}


def _field(form: Form, name: str) -> Field:
    if name not in form.by_name:
        raise FieldNotFound
    return form.by_name[name]


async def _given(request: AnyRequest) -> dict[str, Any]:
    """Give the settings that were sent; a switch that is off sends its name with nothing."""
    sent = await request.form()
    given = {key: value for key, value in sent.items() if isinstance(value, str)}
    return given | {flag: any(sent.getall(flag)) for flag in FLAGS if flag in given}

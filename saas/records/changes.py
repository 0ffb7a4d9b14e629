"""Check what somebody wants to write, field by field, before anything is written."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.kit.clock import now, today
from saas.kit.errors import Invalid
from saas.kit.i18n import _
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.filling import fill_in
from saas.records.giving import check_owner
from saas.records.record import Masked, Record, value_of
from saas.records.scope import scope_params
from saas.records.view import FormView
from saas.records.writable import derived, may_write
from tenants.sessions import TenantSession

Values = dict[Field, Any]
RELATIVE: Mapping[Any, Callable[[], Any]] = {"today": today, "now": now}


async def read_values(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    raw: Mapping[str, Any],
    *,
    current: Record | None = None,
) -> Values:
    """Read and check raw values by field name. Raise Invalid with one sentence per field.

    For a new record (`current` is None) defaults are filled in and required fields must be there. What comes back as
    the viewer got it is not looked at: it may hold what nobody may choose any more, and is not theirs to set right.
    """
    errors: dict[str, str] = {}
    values: Values = {}
    for name, given in raw.items():
        field = view.by_name.get(name)
        if field is None:
            errors[name] = _("There is no field named %(name)s.", name=name[:80])
        elif "lines" in field.options or (current is not None and _unchanged(viewer, field, given, current)):
            continue
        elif derived(field) and view.writes(field):
            continue  # Programs send back whole records; what follows from the rest is computed anyway.
        elif not may_write(view, field):
            errors[name] = _("You cannot change this field.")
        else:
            _read_one(field, given, current, values, errors)
    await _check_targets(db, viewer, view, values, errors)
    await check_owner(db, viewer, view, values, errors, current)
    if not errors:
        await fill_in(db, viewer, view, raw, values, current)
    if current is None:
        defaults = await defaults_of(db, viewer, view)
        values = {**{f: value for f, value in defaults.items() if f.name not in errors}, **values}
    _check_required(view, values, errors, new=current is None)
    if errors:
        raise Invalid(errors)
    return values


def _unchanged(viewer: Viewer, field: Field, given: Any, current: Record) -> bool:
    """Tell whether a value came back as it was shown: masked, or nothing for a link that the viewer cannot see."""
    value = value_of(current, field)
    if value is None:
        return given is None or given == [] or (isinstance(given, str) and not given.strip())
    if isinstance(value, Masked):
        return bool(given == value)
    titles = current.titles
    if viewer.via == "job" and field.kind.says(given, value, field):
        return True
    return field.kind.gives_back(given, value, field) or (field.name in titles and given == titles[field.name])


def _read_one(field: Field, given: Any, current: Record | None, values: Values, errors: dict[str, str]) -> None:
    before = value_of(current, field) if current else None
    try:
        values[field] = field.kind.replace(given, field, before)
    except Unreadable as error:
        errors[field.name] = str(error)


async def defaults_of(db: TenantSession, viewer: Viewer, view: FormView) -> Values:
    """Give the defaults of a new record, also of fields that this viewer cannot see.

    A default that no longer holds, such as somebody who left or an option that was removed, is none.
    """
    values = {field: default_of(field) for field in view.form.fields if field.default is not None}
    errors: dict[str, str] = {}
    await _check_targets(db, viewer, view, values, errors)
    return {field: value for field, value in values.items() if value is not None and field.name not in errors}


def default_of(field: Field) -> Any:
    """Give a field's default, or None when it cannot be read; `today` and `now` mean the moment of asking."""
    default = field.default
    if default in RELATIVE and "today" in field.kind.operators:
        default = RELATIVE[default]()
    with suppress(Unreadable):
        return field.kind.read(default, field)
    return None


def _check_required(view: FormView, values: Values, errors: dict[str, str], *, new: bool) -> None:
    for field in view.fields:
        missing = values.get(field) is None and (new or field in values)
        if field.required and missing and view.writes(field) and field.kind.column is not None:
            errors.setdefault(field.name, _("%(field)s is required.", field=field.text))


async def _check_targets(
    db: TenantSession, viewer: Viewer, view: FormView, values: Values, errors: dict[str, str]
) -> None:
    """Let links lead only to records the viewer can see, and members be only people who work here."""
    members = (await directory_of(db)).members
    for field, value in values.items():
        if value is None:
            continue
        if "form" in field.options and not await _sees(db, viewer, view, field, value):
            errors[field.name] = _("We could not find that record.")
        elif field.kind.name == "member" and (value not in members or members[value].status == "disabled"):
            errors[field.name] = _("We could not find that person.")


async def _sees(db: TenantSession, viewer: Viewer, view: FormView, field: Field, target: UUID) -> bool:
    other = view.other(field.options["form"])
    if other is None:
        return False
    table = other.table
    query = select(table.c.id).where(table.c.id == target, table.c.deleted_at.is_(None), other.rows("read"))
    return (await db.execute(query, await scope_params(db, viewer))).first() is not None

"""Check what somebody wants to write, field by field, before anything is written."""

from collections.abc import Callable, Mapping
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
from saas.records.giving import check_owner
from saas.records.record import Record
from saas.records.scope import scope_params
from saas.records.system import OWNER
from saas.records.view import FormView
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

    For a new record (`current` is None) defaults are filled in and required fields must be there.
    """
    errors: dict[str, str] = {}
    values: Values = {}
    for name, given in raw.items():
        field = view.by_name.get(name)
        if field is None:
            errors[name] = _("There is no field named %(name)s.", name=name[:80])
        elif "lines" in field.options or _unchanged(field, given, current):
            continue
        elif derived(field) and view.writes(field):
            continue  # Programs send back whole records; what follows from the rest is computed anyway.
        elif not may_write(view, field):
            errors[name] = _("You cannot change this field.")
        else:
            _read_one(field, given, values, errors)
    if current is None:
        _fill_in(view, values, errors)
    _check_required(view, values, errors, new=current is None)
    await _check_targets(db, viewer, view, values, errors)
    await check_owner(db, viewer, view, values, errors, current)
    if errors:
        raise Invalid(errors)
    return values


def derived(field: Field) -> bool:
    """Tell whether a value follows from others: a formula, or something kept by another form's records."""
    return "formula" in field.options or field.options.get("kept_by", {}).get("take") == "latest"


def may_write(view: FormView, field: Field) -> bool:
    """Tell whether a value for this field is accepted: the owner is, what the system keeps itself is not."""
    return field is OWNER if field.id < 0 else view.writes(field) and not derived(field)


def _unchanged(field: Field, given: Any, current: Record | None) -> bool:
    """Tell whether a masked value came back as it was shown."""
    return field.protected and current is not None and given == current.values.get(field.name)


def _read_one(field: Field, given: Any, values: Values, errors: dict[str, str]) -> None:
    try:
        values[field] = field.kind.read(given, field)
    except Unreadable as error:
        errors[field.name] = str(error)


def _fill_in(view: FormView, values: Values, errors: Mapping[str, str]) -> None:
    """Set defaults, also of fields that this viewer cannot see."""
    for field in view.form.fields:
        if field.default is not None and field not in values and field.name not in errors:
            values[field] = default_of(field)


def default_of(field: Field) -> Any:
    """Give a field's default; `today` and `now` mean the moment of asking."""
    if field.default in RELATIVE and "today" in field.kind.operators:
        return field.kind.read(RELATIVE[field.default](), field)
    return field.kind.read(field.default, field)


def _check_required(view: FormView, values: Values, errors: dict[str, str], *, new: bool) -> None:
    for field in view.fields:
        missing = values.get(field) is None and (new or field in values)
        if field.required and missing and view.writes(field) and field.kind.column is not None:
            errors.setdefault(field.name, _("%(field)s is required.", field=field.text))


async def _check_targets(
    db: TenantSession, viewer: Viewer, view: FormView, values: Values, errors: dict[str, str]
) -> None:
    """Let links lead only to records the viewer can see, and members only to people who work here."""
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

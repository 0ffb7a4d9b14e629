"""Change forms: add, change and hide fields. A field is a column, so this is where DDL happens at run time."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, func, select, text, update

from saas.audit.log import log
from saas.fields.kind import FieldKind, Unreadable
from saas.fields.registry import field_kinds
from saas.forms.ddl import run_ddl
from saas.forms.form import Form
from saas.forms.jobs import build_indexes
from saas.forms.model import FieldRow
from saas.forms.queries import as_field, forms_of
from saas.forms.resting import what_rests_on
from saas.forms.settings import changed_options, new_options, shown_default
from saas.forms.tables import Shape, add_column_sql, columns_of, index_sql, record_table
from saas.kit.clock import now
from saas.kit.errors import Invalid, NotFound, Refusal
from saas.kit.i18n import _, current_locale, listed
from saas.kit.pinyin import full
from saas.kit.text import clean_line
from saas.people.viewer import Viewer
from tenants.migrations import checked
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

MOST_FIELDS = 200
KEPT = timedelta(days=30)  # A hidden field's values can be brought back this long.


class FieldNotFound(NotFound):
    """There is no such field."""

    code = "field_not_found"


class TooManyFields(Refusal):
    """This form has as many fields as a form can have. Remove one first."""

    code, status = "too_many_fields", 422


async def add_field(db: TenantSession, viewer: Viewer, form: Form, given: Mapping[str, Any]) -> FieldRow:
    """Add a field and its column. `given`: label, kind and perhaps name, required, unique, default, help, options.

    Raise Invalid, TooManyFields or FormBusy.
    """
    if len(form.fields) >= MOST_FIELDS:
        raise TooManyFields
    kind = _kind(given)
    label = _label(given)
    name = await _free_name(db, form, str(given.get("name") or ""), label)
    position = (await db.execute(select(func.max(FieldRow.position)).where(FieldRow.form_id == form.id))).scalar_one()
    row = FieldRow(
        form_id=form.id,
        name=name,
        label={current_locale(): label},
        kind=kind.name,
        options=new_options(kind, given),
        required=bool(given.get("required")),
        unique=bool(given.get("unique")) and kind.column is not None,
        protected=kind.protected,
        default=None,
        help=_help(given, {}),
        section=_section(form, given),
        position=(position or 0) + 1,
    )
    row.default = _default(row, given)
    db.add(row)
    await db.flush()
    await _alter(db, form, row)
    await bump_revision(db)
    await log(db, viewer, "add_field", form=form.name, fields=[name], detail={"kind": kind.name})
    return row


async def change_field(db: TenantSession, viewer: Viewer, form: Form, name: str, given: Mapping[str, Any]) -> None:
    """Change settings of a field; what is not given, or given as it is shown, stays as it is. Raise Invalid.

    The column is not touched: neither the kind, nor the form a link leads to, nor uniqueness can be changed.
    """
    row = await _row(db, form, name)
    field = form.by_name[name]
    if "form" in row.options and given.get("form", row.options["form"]) != row.options["form"]:
        raise Invalid({"form": _("What a field links to cannot be changed.")})
    if "label" in given and given["label"] != field.text:
        row.label = {**row.label, current_locale(): _label(given)}
    if "help" in given and given["help"] != field.help_text:
        row.help = _help(given, row.help)
    if "required" in given:
        row.required = bool(given["required"])
    row.options = changed_options(field, given)
    row.section = _section(form, given, row.section)
    if "default" in given and given["default"] != shown_default(field):
        row.default = _default(row, given)
    await bump_revision(db)
    await log(db, viewer, "change_field", form=form.name, fields=[name])


async def remove_field(db: TenantSession, viewer: Viewer, form: Form, name: str) -> None:
    """Hide a field. Its values stay for 30 days, in case it was a mistake. Raise Invalid when something rests on it."""
    row = await _row(db, form, name)
    if resting := what_rests_on(await forms_of(db), form, form.by_name[name]):
        raise Invalid({"": _("This field cannot be removed: %(what)s.", what=listed(resting))})
    if row.unique:  # Values nobody sees must not refuse new ones.
        for statement in _drop_unique(form, row):
            await db.execute(text(f"DROP INDEX IF EXISTS {checked(db.company.schema)}.{statement}"))
    row.removed_at = now()
    await bump_revision(db)
    await log(db, viewer, "remove_field", form=form.name, fields=[name])


async def restore_field(db: TenantSession, viewer: Viewer, form: Form, id: int) -> None:
    """Bring a hidden field back with its values. Raise FieldNotFound, or Invalid when its name was taken."""
    row = await db.get(FieldRow, id)
    if row is None or row.form_id != form.id or row.removed_at is None:
        raise FieldNotFound
    if row.name in form.by_name:
        raise Invalid({"": _("Another field has this name now. Rename that one first.")})
    row.removed_at = None
    await db.flush()
    field = as_field(row)
    for statement in index_sql(_table_with(form, row), Shape.of(field), checked(db.company.schema), concurrently=False):
        await run_ddl(db, statement)
    await bump_revision(db)
    await log(db, viewer, "restore_field", form=form.name, fields=[row.name])


async def move_field(db: TenantSession, viewer: Viewer, form: Form, names: list[str]) -> None:
    """Put a form's fields in order; those not named keep theirs, after the named ones."""
    order = {name: n for n, name in enumerate(dict.fromkeys([*names, *(field.name for field in form.fields)]))}
    for field in form.fields:
        await db.execute(update(FieldRow).where(FieldRow.id == field.id).values(position=order[field.name]))
    await bump_revision(db)
    await log(db, viewer, "order_fields", form=form.name)


async def removed_fields(db: TenantSession, form: Form) -> list[FieldRow]:
    """List a form's hidden fields that can still be brought back."""
    query = select(FieldRow).where(FieldRow.form_id == form.id, FieldRow.removed_at > now() - KEPT)
    return list((await db.execute(query.order_by(FieldRow.removed_at.desc()))).scalars())


async def _row(db: TenantSession, form: Form, name: str) -> FieldRow:
    query = select(FieldRow).where(FieldRow.form_id == form.id, FieldRow.name == name, FieldRow.removed_at.is_(None))
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise FieldNotFound
    return row


def _kind(given: Mapping[str, Any]) -> FieldKind:
    kind = field_kinds().get(str(given.get("kind") or ""))
    if kind is None or kind.column is None:
        raise Invalid({"kind": _("Choose a kind.")})
    return kind


def _label(given: Mapping[str, Any]) -> str:
    label = clean_line(str(given.get("label") or ""))
    if not label or len(label) > 60:
        raise Invalid({"label": _("Give the field a name of at most 60 characters.")})
    return label


def _help(given: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    """Read the help in the current language; taking it away takes it from all, or another one would show."""
    text = clean_line(str(given.get("help") or ""))[:300]
    return {**before, current_locale(): text} if text else {}


async def _free_name(db: TenantSession, form: Form, wanted: str, label: str) -> str:
    """Choose an API name: the given one, or the label's pinyin, with a number when it is taken."""
    taken = set((await db.execute(select(FieldRow.name).where(FieldRow.form_id == form.id))).scalars())
    if wanted:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", wanted):
            raise Invalid({"name": _("Use lower-case letters, digits and _, starting with a letter.")})
        if wanted in form.by_name or wanted in RESERVED:
            raise Invalid({"name": _("Another field has this name.")})
        return wanted
    base = re.sub(r"[^a-z0-9]+", "_", full(label).lower()).strip("_")[:36]
    base = base if re.match(r"[a-z]", base) else f"field_{base}".rstrip("_")
    number = 2
    name = base
    while name in taken or name in RESERVED:
        name, number = f"{base}_{number}", number + 1
    return name


RESERVED = {"id", "version", "owner", "created_at", "created_by", "updated_at", "updated_by", "lines", "titles"}


def _section(form: Form, given: Mapping[str, Any], before: str = "") -> str:
    keys = [section["key"] for section in form.sections]
    wanted = str(given.get("section", before) or "")
    return wanted if wanted in keys else before or (keys[0] if keys else "")


def _default(row: FieldRow, given: Mapping[str, Any]) -> Any:
    """Read a default the way a value is read, so that it can never break a new record."""
    typed = given.get("default")
    if typed in (None, ""):
        return None
    kind = field_kinds()[row.kind]
    if typed in ("today", "now") and "today" in kind.operators:
        return typed
    field = as_field(row)
    try:
        return kind.dump(kind.read(typed, field), field)
    except Unreadable as error:
        raise Invalid({"default": str(error)}) from None


async def _alter(db: TenantSession, form: Form, row: FieldRow) -> None:
    """Add the column. The table is locked for an instant; a busy table is asked again.

    A unique index must be there from the start; the others a job builds beside the work that goes on.
    """
    schema, shape = checked(db.company.schema), Shape.of(as_field(row))
    table = _table_with(form, row)
    await run_ddl(db, add_column_sql(table, shape, schema) + await _reference(db, row, schema))
    if row.unique:
        for statement in index_sql(table, shape, schema, concurrently=False):
            await run_ddl(db, statement)
    elif index_sql(table, shape, schema, concurrently=True):
        db.defer(build_indexes(field=row.id))


async def _reference(db: TenantSession, row: FieldRow, schema: str) -> str:
    """Write a link's foreign key."""
    if "form" not in row.options:
        return ""
    other = (await forms_of(db)).by_name.get(row.options["form"])
    if other is None or other.parent is not None:
        raise Invalid({"form": _("Choose the form to link to.")})
    return f" REFERENCES {schema}.{other.table.name}"


def _table_with(form: Form, row: FieldRow) -> Table:
    shapes = [Shape.of(field) for field in form.fields if field.id != row.id]
    return record_table(form.id, (*shapes, Shape.of(as_field(row))))


def _drop_unique(form: Form, row: FieldRow) -> list[str]:
    names = {column.name for column in columns_of(Shape.of(as_field(row)))}
    return [
        index.name for index in form.table.indexes if index.unique and names & set(index.columns.keys()) and index.name
    ]

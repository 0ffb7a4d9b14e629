"""What records and forms look like in JSON. Numbers are JSON numbers with all their digits, moments ISO 8601."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import orjson

from saas.fields.field import Field
from saas.fields.kind import FieldKind
from saas.filters.build import operators_of
from saas.kit.i18n import in_locale
from saas.people.directory import Directory
from saas.records.record import Masked, Record
from saas.records.system import SYSTEM
from saas.records.view import FormView
from saas.records.writable import may_write

ACTIONS = ("create", "update", "delete", "export", "import", "print", "reveal")
Json = dict[str, Any]


def record_json(record: Record, view: FormView, directory: Directory) -> Json:
    """Write a record that was read through `view`."""
    who = _faces(directory)
    values = _values(record, view)
    if record.lines:
        values |= _lines(record, view)
    return {
        "id": record.id,
        "version": record.version,
        "title": record.title,
        "values": values,
        "titles": record.titles,
        "owner": who.get(record.owner_id),
        "created_at": record.created_at,
        "created_by": who.get(record.created_by),
        "updated_at": record.updated_at,
        "updated_by": who.get(record.updated_by),
        "deleted_at": record.deleted_at,
    }


def _values(record: Record, view: FormView) -> Json:
    values = record.values.copy()
    for name, convert in _converters(view):
        value = values.get(name)
        if value is not None and type(value) is not Masked:
            values[name] = convert(value)
    return values


def _lines(record: Record, view: FormView) -> dict[str, list[Json]]:
    """Write sub-tables the way they are sent to us: flat rows, each with its id."""
    found = {}
    for name, rows in record.lines.items():
        options = view.by_name[name].options
        lines = view.other(options["form"])
        found[name] = [_line(row, lines, options["lines"]) for row in rows] if lines else []
    return found


def _line(row: Record, lines: FormView, parent: str) -> Json:
    values = {"id": row.id, **_values(row, lines)}
    values.pop(parent, None)
    return values


def value_json(value: Any, field: Field | None) -> Any:
    """Write one value, of a field or computed."""
    if value is None or isinstance(value, Masked):
        return value
    if isinstance(value, Decimal):
        return number(value)
    return field.kind.dump(value, field) if field else value


def number(value: Decimal) -> orjson.Fragment:
    """Write a decimal as a JSON number, without the detour over a float that would round it."""
    text = format(value, "f")
    return orjson.Fragment(text.rstrip("0").rstrip(".") if "." in text else text)


def _converters(view: FormView) -> Sequence[tuple[str, Callable[[Any], Any]]]:
    """List the fields whose values JSON cannot hold as they are, and what writes them."""
    found: list[tuple[str, Callable[[Any], Any]]] = view.keep(
        "json",
        lambda: [
            (field.name, number if field.kind.numeric else partial(field.kind.dump, field=field))
            for field in view.fields
            if type(field.kind).dump is not FieldKind.dump
        ],
    )
    return found


@lru_cache(maxsize=512)
def _faces(directory: Directory) -> Mapping[int | None, Json]:
    return {member.id: {"id": member.id, "name": member.name} for member in directory.members.values()}


def form_json(view: FormView, *, fields: bool = True) -> Json:
    """Write a form as its viewer may see it."""
    shape: Json = {
        "name": view.name,
        "label": view.form.text,
        "icon": view.form.icon,
        "title": view.title.name if view.title else None,
        "actions": ["read", *(action for action in ACTIONS if view.may(action))],
    }
    if fields:
        shape["fields"] = [field_json(view, field) for field in view.fields]
        shape["system_fields"] = [field_json(view, field) for field in SYSTEM]
    return shape


def field_json(view: FormView, field: Field) -> Json:
    """Write a field: what it holds, what may be done with it."""
    shape: Json = {
        "name": field.name,
        "kind": field.kind.name,
        "label": field.text,
        "required": field.required,
        "unique": field.unique,
        "writable": writable(view, field),
        "protected": field.protected,
        "masked": view.masks(field),
        "operators": operators_of(view, field),
        "help": in_locale(field.help),
        "section": field.section,
        "schema": field.kind.api_type,
    }
    if field.choices:
        shape["options"] = [
            {"key": each.key, "label": each.text} | ({"archived": True} if each.archived else {})
            for each in field.choices.values()
        ]
    target = view.other(field.options["form"]) if "form" in field.options else None
    if target is not None:
        shape["form"] = target.name
        if target.form.parent is not None:
            shape["fields"] = [field_json(target, each) for each in target.fields]
    return shape


def writable(view: FormView, field: Field) -> bool:
    """Tell whether the viewer may set a field when they create or update a record."""
    return may_write(view, field) and "formula" not in field.options

"""Turn a pack into SQL: its definitions as rows and its record tables, one script for a schema."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import orjson
from psycopg import sql

from policies.presets import preset_lines
from saas.fields.field import Field
from saas.fields.registry import field_kinds
from saas.forms.form import Form
from saas.forms.tables import create_sql
from saas.packs.crm import FORMS
from saas.packs.definition import FormDefinition
from tenants.migrations import PLACEHOLDER


@cache
def crm_script() -> str:
    """Write the SQL that gives a new company the CRM's forms and the preset roles, for the schema PLACEHOLDER."""
    forms = build_forms(FORMS)
    parts = [_insert("forms", map(_form_row, forms))]
    parts.append(_insert("fields", (_field_row(field) for form in forms for field in form.fields)))
    parts += [create_sql(form.table, PLACEHOLDER) for form in forms]
    parts += list(_foreign_keys(forms))
    columns = ("ptype", "v0", "v1", "v2", "v3", "v4")
    parts.append(_insert("policy_lines", (dict(zip(columns, line, strict=True)) for line in preset_lines())))
    for table in ("forms", "fields"):
        name = f"{PLACEHOLDER}.{table}"
        newest = f"(SELECT max(id) FROM {name})"  # noqa: S608 - the names are our own
        parts.append(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {newest});\n")
    return "".join(parts)


def build_forms(definitions: Sequence[FormDefinition]) -> list[Form]:
    """Number a pack's forms and fields from 1, so that companies with the same pack share their table objects."""
    forms, next_id = [], 1
    for number, definition in enumerate(definitions, 1):
        fields = []
        for position, each in enumerate(definition.fields):
            kind = field_kinds()[each.kind]
            fields.append(
                Field(
                    id=next_id,
                    form_id=number,
                    name=each.name,
                    label=each.label,
                    kind=kind,
                    options=each.options,
                    required=each.required,
                    unique=each.unique,
                    protected=kind.protected,
                    default=each.default,
                    help=each.help,
                    section=each.section,
                    position=position,
                )
            )
            next_id += 1
        settings = _settings(definition)
        form = Form(number, definition.name, definition.label, definition.icon, number, settings, tuple(fields))
        forms.append(form)
    return forms


def _settings(definition: FormDefinition) -> Mapping[str, Any]:
    closing = {stage: list(asked) for stage, asked in definition.closing.items()}
    return MappingProxyType(
        {
            "title": definition.title,
            "group": definition.group,
            "sections": [{"key": key, "label": dict(text)} for key, text in definition.sections],
            "list": list(definition.list),
        }
        | ({"parent": definition.parent} if definition.parent else {})
        | ({"stages": definition.stages} if definition.stages else {})
        | ({"closing": closing} if closing else {})
    )


def _form_row(form: Form) -> dict[str, Any]:
    row = {"id": form.id, "name": form.name, "label": form.label, "icon": form.icon, "position": form.position}
    return row | {"settings": dict(form.settings)}


def _field_row(field: Field) -> dict[str, Any]:
    names = (
        "id",
        "form_id",
        "name",
        "label",
        "options",
        "required",
        "unique",
        "protected",
        "help",
        "section",
        "position",
    )
    row = {name: getattr(field, name) for name in names} | {"kind": field.kind.name}
    # A JSON default of nothing is SQL's NULL, not the JSON word null.
    return row | {"default": None if field.default is None else sql.Literal(orjson.dumps(field.default).decode())}


def _foreign_keys(forms: Sequence[Form]) -> Iterable[str]:
    """Links are real foreign keys; added last, since forms link both ways."""
    tables = {form.name: form.table.name for form in forms}
    for form in forms:
        for field in form.fields:
            if field.kind.column is not None and "form" in field.options:
                table, target = form.table.name, tables[field.options["form"]]
                key = f"FOREIGN KEY ({field.column}) REFERENCES {PLACEHOLDER}.{target}"
                yield f"ALTER TABLE {PLACEHOLDER}.{table} ADD {key};\n"


def _insert(table: str, rows: Iterable[Mapping[str, Any]]) -> str:
    listed = list(rows)
    names = sql.SQL(", ").join(sql.Identifier(name) for name in listed[0])
    values = sql.SQL(",\n").join(
        sql.SQL("({})").format(sql.SQL(", ").join(map(_literal, row.values()))) for row in listed
    )
    statement = sql.SQL("INSERT INTO {} ({}) VALUES\n{};\n")
    return statement.format(sql.Identifier(PLACEHOLDER, table), names, values).as_string(None)


def _literal(value: Any) -> sql.Composable:
    if isinstance(value, sql.Composable):
        return value
    if isinstance(value, Mapping | list):
        return sql.Literal(orjson.dumps(dict(value) if isinstance(value, Mapping) else value).decode())
    return sql.Literal(value)

"""The shapes of requests and answers as JSON schemas."""

from collections.abc import Iterable
from typing import Any

from saas.fields.field import Field
from saas.imports.model import COUNTS
from saas.records.system import OWNER
from saas.records.view import FormView
from web.api.shapes import writable

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "format": "uuid"}
PERSON: Schema = {
    "type": ["object", "null"],
    "properties": {"id": WHOLE, "name": TEXT},
    "required": ["id", "name"],
}
PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, `title` is for people, `errors` speaks about single fields.",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": WHOLE,
        "code": TEXT,
        "errors": {"type": "object", "additionalProperties": True},
    },
    "required": ["type", "title", "status", "code"],
}
JOB: Schema = {
    "type": "object",
    "description": "An import's five counts are always there, and add up to its filled rows once it is over.",
    "properties": {
        "id": ID,
        "kind": {"type": "string", "enum": ["import", "export"]},
        "status": {"type": "string", "enum": ["queued", "running", "done", "failed", "cancelled"]},
        "progress": {"type": "number", "minimum": 0, "maximum": 1},
        "counts": {
            "type": "object",
            "properties": dict.fromkeys(COUNTS, WHOLE),
            "additionalProperties": WHOLE,
        },
        "error": {"type": ["string", "null"], "description": "Why it failed, for people."},
        "created_at": MOMENT,
        "started_at": MOMENT | {"type": ["string", "null"]},
        "finished_at": MOMENT | {"type": ["string", "null"]},
        "columns_left_out": {
            "type": "array",
            "description": "Of an import that is over: the columns that went to no field. `perhaps` is a field.",
            "items": {
                "type": "object",
                "properties": {"file": TEXT, "column": TEXT, "heading": TEXT, "perhaps": {"type": ["string", "null"]}},
            },
        },
        "remarks": {
            "type": "array",
            "description": "Of an import that is over: the rows of which something was left out, and why.",
            "items": {
                "type": "object",
                "properties": {
                    "file": TEXT,
                    "row": WHOLE,
                    "outcome": TEXT,
                    "record": {"type": ["string", "null"], "format": "uuid"},
                    "reasons": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": dict.fromkeys(("about", "field", "column", "sentence", "text"), TEXT),
                        },
                    },
                },
            },
        },
        "more_remarks": {"type": "boolean", "description": "Whether there are more than these rows."},
    },
    "required": [
        *("id", "kind", "status", "progress", "counts", "error", "created_at", "started_at", "finished_at"),
        *("columns_left_out", "remarks", "more_remarks"),
    ],
}
IDEMPOTENCY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A request that comes again with its key within 24 hours gets the first one's answer.",
    "schema": {"type": "string", "maxLength": 200},
}
FILTER: Schema = {
    "type": "object",
    "description": (
        'A condition {"field", "op", "value"}, or {"and": […]} / {"or": […]} / {"not": …} of such. '
        "Each field lists its operators in GET /forms/{form}."
    ),
}


def ref(name: str) -> Schema:
    """Point to a shared schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(items: Schema, **more: Schema) -> Schema:
    """Describe a page of a list."""
    properties = {"items": {"type": "array", "items": items}, "next": {"type": ["string", "null"]}, **more}
    return {"type": "object", "properties": properties, "required": ["items", "next"]}


def values_schema(view: FormView, *, written: bool) -> Schema:
    """Describe a form's values: as answered, or as a write may send them."""
    fields: Iterable[Field] = [*view.fields, OWNER] if written else view.fields
    if written:
        fields = [field for field in fields if writable(view, field)]
    schema: Schema = {"type": "object", "properties": {field.name: _field(view, field, written) for field in fields}}
    return schema | ({"additionalProperties": False} if written else {})


def record_schema(view: FormView) -> Schema:
    """Describe a record of a form as it is answered."""
    properties: dict[str, Schema] = {
        "id": ID,
        "version": WHOLE,
        "title": TEXT,
        "values": ref(f"{view.name}_values"),
        "titles": {"type": "object", "additionalProperties": TEXT},
        "owner": PERSON,
        "created_at": MOMENT,
        "created_by": PERSON,
        "updated_at": MOMENT,
        "updated_by": PERSON,
        "deleted_at": MOMENT | {"type": ["string", "null"]},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _field(view: FormView, field: Field, written: bool) -> Schema:
    schema: Schema = {**field.kind.api_type}
    lines = view.other(field.options["form"]) if "lines" in field.options else None
    if lines is not None:
        schema = {"type": "array", "items": values_schema(lines, written=written)}
        schema["items"]["properties"] = {"id": ID} | schema["items"]["properties"]
    elif view.masks(field) and not written:
        schema = {"type": "string", "description": "Shown masked; the whole value is a reveal away."}
    elif field.choices and "type" in schema:
        keys = {"enum": list(field.choices)}
        schema |= {"items": {**schema["items"], **keys}} if schema["type"] == "array" else keys
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return {"title": field.text, **schema}

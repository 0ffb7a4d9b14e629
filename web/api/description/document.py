"""The whole OpenAPI document."""

from collections.abc import Sequence
from typing import Any

from saas.kit.i18n import _
from saas.records.aggregate import OPERATIONS
from saas.records.duplicates import told_apart_by
from saas.records.query import LARGEST_PAGE
from saas.records.view import FormView
from web.api.description.exchange import exchange_paths, job_paths
from web.api.description.schemas import (
    FILTER,
    ID,
    IDEMPOTENCY,
    JOB,
    PROBLEM,
    TEXT,
    WHOLE,
    Schema,
    list_of,
    record_schema,
    ref,
    values_schema,
)
from web.api.paths import BASE

PROBLEMS = {
    "401": "No valid token",
    "403": "Not allowed",
    "404": "Not there, or not for you",
    "422": "Something is wrong with what was sent",
}
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag that was read, or several with commas between; any other version is refused with 412."
    " Without it, or with *, the last write wins.",
    "schema": TEXT,
}
ON_DUPLICATE: Schema = {
    "name": "on_duplicate",
    "in": "query",
    "description": "Whether a record that is likely there already is created all the same, or refused with 409.",
    "schema": {"type": "string", "enum": ["create", "refuse"], "default": "create"},
}
IF_NONE_MATCH: Schema = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETags that were read before; if nothing has changed since, the answer is 304 without a body.",
    "schema": TEXT,
}


def describe(views: Sequence[FormView], server: str) -> dict[str, Any]:
    """Write the document for somebody who may see these forms."""
    schemas: dict[str, Schema] = {"problem": PROBLEM, "job": JOB, "filter": FILTER, "form": _form()}
    paths: dict[str, Schema] = {}
    for view in views:
        schemas[f"{view.name}_values"] = values_schema(view, written=False)
        schemas[f"{view.name}_input"] = values_schema(view, written=True)
        schemas[view.name] = record_schema(view)
        paths |= _form_paths(view)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Guanxi", "version": "1", "description": _("What this token may see and do.")},
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": _common_paths() | paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _common_paths() -> dict[str, Schema]:
    audit = [_query(name, TEXT) for name in ("person", "action", "form", "record", "from", "to", "after")]
    forms = list_of(ref("form"))
    return {
        f"{BASE}/forms": {"get": _operation("List forms", "forms", 200, forms)},
        f"{BASE}/forms/{{form}}": {
            "parameters": [_path("form", TEXT)],
            "get": _operation("Show a form", "forms", 200, ref("form")),
        },
        **job_paths(_refusals()),
        f"{BASE}/audit": {
            "get": _operation("List the operation log", "audit", 200, list_of({"type": "object"}), parameters=audit)
        },
    }


def _form_paths(view: FormView) -> dict[str, Schema]:
    name, base = view.name, f"{BASE}/forms/{view.name}"
    record, sent = ref(name), _sent(name)
    listing = list_of(record, total=WHOLE)
    many: Schema = {
        "get": _operation(f"List {name}", name, 200, listing, parameters=[*_list_parameters(view), IF_NONE_MATCH])
    }
    one: Schema = {
        "parameters": [_path("id", ID)],
        "get": _operation(f"Read {name}", name, 200, record, parameters=[IF_NONE_MATCH]),
    }
    paths = {f"{base}/records": many, f"{base}/records/{{id}}": one}
    if view.may("create"):
        asked = [IDEMPOTENCY, *([ON_DUPLICATE] if told_apart_by(view) else [])]
        many["post"] = _operation(f"Create {name}", name, 201, record, body=sent, parameters=asked)
    if view.may("update"):
        parameters = [IDEMPOTENCY, IF_MATCH]
        one["patch"] = _operation(f"Update {name}", name, 200, record, body=sent, parameters=parameters)
    if view.may("delete"):
        one["delete"] = _operation(f"Delete {name}", name, 204, None, parameters=[IDEMPOTENCY, IF_MATCH])
        restored = _operation(f"Restore {name}", name, 200, record, parameters=[IDEMPOTENCY])
        paths[f"{base}/records/{{id}}/restore"] = {"parameters": [_path("id", ID)], "post": restored}
    if revealed := [field.name for field in view.fields if view.reveals(field)]:
        shown = {"type": "object", "properties": {"value": {"type": ["string", "null"]}}}
        paths[f"{base}/records/{{id}}/reveal/{{field}}"] = {
            "parameters": [_path("id", ID), _path("field", {"type": "string", "enum": revealed})],
            "post": _operation(f"Reveal a value of {name}", name, 200, shown),
        }
    batch = _operation(f"Write many {name}", name, 200, {"type": "object"}, body=_batch(name), parameters=[IDEMPOTENCY])
    paths[f"{base}/records/batch"] = {"post": batch}
    computed = _operation(f"Aggregate {name}", name, 200, {"type": "object"}, body=_aggregation())
    paths[f"{base}/aggregate"] = {"post": computed}
    return paths | exchange_paths(view, _list_parameters(view), _refusals())


def _operation(
    summary: str, tag: str, status: int, answer: Schema | None, *, body: Schema | None = None, parameters: Any = ()
) -> Schema:
    good: Schema = {"description": "Done"}
    if answer is not None:
        good["content"] = {"application/json": {"schema": answer}}
    operation: Schema = {"summary": summary, "tags": [tag], "responses": {str(status): good} | _refusals()}
    if parameters:
        operation["parameters"] = list(parameters)
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _refusals() -> dict[str, Schema]:
    problem = {"application/problem+json": {"schema": ref("problem")}}
    return {code: {"description": text, "content": problem} for code, text in PROBLEMS.items()}


def _list_parameters(view: FormView) -> list[Schema]:
    names = ", ".join(field.name for field in view.fields)
    filter = {"name": "filter", "in": "query", "content": {"application/json": {"schema": ref("filter")}}}
    return [
        filter,
        _query("sort", TEXT, "Field names with commas between; - in front sorts downwards."),
        _query("fields", TEXT, f"Which values come along: {names}"),
        _query("q", TEXT, "Search, as in the search box."),
        _query("page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 50}),
        _query("after", TEXT, "`next` of the page before."),
        _query("total", {"type": "boolean"}),
        _query("trashed", {"type": "boolean"}, "List the trash instead."),
    ]


def _query(name: str, schema: Schema, description: str = "") -> Schema:
    parameter: Schema = {"name": name, "in": "query", "schema": schema}
    return parameter | ({"description": description} if description else {})


def _path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _sent(name: str) -> Schema:
    properties = {"values": ref(f"{name}_input"), "version": WHOLE}
    return {"type": "object", "properties": properties, "required": ["values"]}


def _batch(name: str) -> Schema:
    verbs = {"type": "string", "enum": ["create", "update", "delete"]}
    properties = {"op": verbs, "id": ID, "values": ref(f"{name}_input"), "version": WHOLE}
    operation = {"type": "object", "properties": properties, "required": ["op"]}
    listed = {"type": "array", "items": operation, "minItems": 1, "maxItems": 500}
    return {"type": "object", "properties": {"operations": listed}, "required": ["operations"]}


def _aggregation() -> Schema:
    properties = {"op": {"type": "string", "enum": list(OPERATIONS)}, "field": TEXT}
    measure = {"type": "object", "properties": properties, "required": ["op"]}
    return {
        "type": "object",
        "properties": {
            "group_by": {"type": "array", "items": TEXT, "maxItems": 3},
            "measures": {"type": "array", "items": measure, "minItems": 1, "maxItems": 10},
            "filter": ref("filter"),
            "q": TEXT,
        },
    }


def _form() -> Schema:
    field = {
        "type": "object",
        "properties": {"name": TEXT, "kind": TEXT, "label": TEXT},
        "required": ["name", "kind", "label"],
    }
    properties = {"name": TEXT, "label": TEXT, "fields": {"type": "array", "items": field}}
    return {"type": "object", "properties": properties, "required": ["name", "label"]}

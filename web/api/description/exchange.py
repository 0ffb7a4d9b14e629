"""The OpenAPI description of bringing files in and taking lists out."""

from typing import Any

from saas.exports.writing import FORMATS
from saas.imports.choices import ALLOWED
from saas.records.view import FormView
from web.api.description.schemas import TEXT, Schema, ref
from web.api.paths import BASE

BINARY: Schema = {"type": "string", "format": "binary"}


def exchange_paths(view: FormView, list_parameters: list[Schema], problems: dict[str, Any]) -> dict[str, Schema]:
    """Describe import and export of a form, as far as its viewer may."""
    base, paths = f"{BASE}/forms/{view.name}", {}
    if view.may("import") and view.may("create"):
        paths[f"{base}/imports"] = {"post": _import(view, problems)}
    if view.may("export"):
        paths[f"{base}/export"] = {"get": _export(view, list_parameters, problems)}
    return paths


def _import(view: FormView, problems: dict[str, Any]) -> Schema:
    properties: Schema = {
        "file": {"type": "array", "items": BINARY, "description": "Workbooks or CSV files."},
        "mapping": TEXT | {"description": 'JSON: {"column heading": "field"}. Without it columns match by themselves.'},
        "mode": {"type": "string", "enum": ["run", "check"], "description": "check says what an import would do."},
        **{name: {"type": "string", "enum": list(allowed)} for name, allowed in ALLOWED.items()},
    }
    body = {"type": "object", "properties": properties, "required": ["file"]}
    accepted = {"description": "Accepted", "content": {"application/json": {"schema": ref("job")}}}
    return {
        "summary": f"Import {view.name}",
        "tags": [view.name],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body}}},
        "responses": {"202": accepted} | problems,
    }


def _export(view: FormView, list_parameters: list[Schema], problems: dict[str, Any]) -> Schema:
    cut = [each for each in list_parameters if each["name"] not in ("page_size", "after", "total")]
    formats = {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FORMATS)}}
    types = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv")
    done = {"description": "Done", "content": {each: {"schema": BINARY} for each in types}}
    return {
        "summary": f"Export {view.name}",
        "tags": [view.name],
        "parameters": [formats, *cut],
        "responses": {"200": done} | problems,
    }

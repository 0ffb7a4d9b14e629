"""The OpenAPI description of bringing files in, of jobs, and of taking lists and documents out."""

from typing import Any

from saas.documents.templates import templates_for
from saas.exports.writing import FORMATS
from saas.imports.choices import ALLOWED
from saas.kit.i18n import LOCALES
from saas.records.view import FormView
from web.api.description.schemas import ID, IDEMPOTENCY, TEXT, Schema, ref
from web.api.paths import BASE

BINARY: Schema = {"type": "string", "format": "binary"}
REVEAL: Schema = {
    "name": "reveal",
    "in": "query",
    "description": "Protected values in the clear. Each record counts as revealed.",
    "schema": {"type": "boolean"},
}


def exchange_paths(view: FormView, list_parameters: list[Schema], problems: dict[str, Any]) -> dict[str, Schema]:
    """Describe import and export of a form, as far as its viewer may."""
    base, paths = f"{BASE}/forms/{view.name}", {}
    if view.may("import") and view.may("create"):
        paths[f"{base}/imports"] = {"post": _import(view, problems)}
    if view.may("export"):
        clear = [REVEAL] if view.may("reveal") else []
        paths[f"{base}/export"] = {
            "get": _export(view, list_parameters, problems),
            "post": _export(view, [*list_parameters, *clear], problems),
        }
    if view.may("print") and (templates := list(templates_for(view.name))):
        paths[f"{base}/records/{{id}}/documents/{{template}}"] = _documents(view, templates, problems)
    return paths


def job_paths(problems: dict[str, Any]) -> dict[str, Schema]:
    """Describe jobs; each person has their own."""
    parameters = [{"name": "id", "in": "path", "required": True, "schema": ID}]
    shown: Schema = {"description": "Done", "content": {"application/json": {"schema": ref("job")}}}
    show = {"summary": "Show a job", "tags": ["jobs"], "responses": {"200": shown} | problems}
    cancel = {
        "summary": "Stop an import at its next rows; what was imported by then stays",
        "tags": ["jobs"],
        "responses": {"200": shown} | problems | _refused("409", "The import is over", problems),
    }
    return {
        f"{BASE}/jobs/{{id}}": {"parameters": parameters, "get": show},
        f"{BASE}/jobs/{{id}}/cancellation": {"parameters": parameters, "post": cancel},
    }


def _refused(status: str, why: str, problems: dict[str, Any]) -> dict[str, Any]:
    """Describe one more refusal like the others."""
    return {status: {**problems["422"], "description": why}}


def _import(view: FormView, problems: dict[str, Any]) -> Schema:
    properties: Schema = {
        "file": {"type": "array", "items": BINARY, "description": "Workbooks or CSV files."},
        "mapping": TEXT | {"description": 'JSON: {"column heading": "field"}. Without it columns match by themselves.'},
        "owners": TEXT
        | {
            "description": 'Whose the records are: JSON {"file name": person}, by id, name or e-mail address, or '
            "`by_file_name`: the colleague whom a file's name names. A column for the owner goes before it; "
            "without either they are the token's person's."
        },
        "fixed": TEXT
        | {"description": 'Values that all rows are given: JSON {"field": "text"}. A filled cell goes before it.'},
        "mode": {"type": "string", "enum": ["run", "check"], "description": "check says what an import would do."},
        **{name: {"type": "string", "enum": list(allowed)} for name, allowed in ALLOWED.items()},
    }
    body = {"type": "object", "properties": properties, "required": ["file"]}
    accepted = {"description": "Accepted", "content": {"application/json": {"schema": ref("job")}}}
    return {
        "summary": f"Import {view.name}",
        "tags": [view.name],
        "parameters": [IDEMPOTENCY],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body}}},
        "responses": {"202": accepted} | problems | _refused("413", "A file is too large", problems),
    }


def _export(view: FormView, list_parameters: list[Schema], problems: dict[str, Any]) -> Schema:
    cut = [each for each in list_parameters if each["name"] not in ("page_size", "after", "total")]
    formats = {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FORMATS), "default": "xlsx"}}
    types = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv")
    done = {"description": "Done", "content": {each: {"schema": BINARY} for each in types}}
    return {
        "summary": f"Export {view.name}",
        "tags": [view.name],
        "parameters": [formats, *cut],
        "responses": {"200": done} | problems,
    }


def _documents(view: FormView, templates: list[str], problems: dict[str, Any]) -> Schema:
    template = {"name": "template", "in": "path", "required": True, "schema": {"type": "string", "enum": templates}}
    locale = {"name": "locale", "in": "query", "schema": {"type": "string", "enum": list(LOCALES)}}
    printed = {"description": "Done", "content": {"application/pdf": {"schema": BINARY}}}
    return {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": ID}, template],
        "post": {
            "summary": f"Print {view.name} as PDF",
            "tags": [view.name],
            "parameters": [locale],
            "responses": {"200": printed} | problems,
        },
    }

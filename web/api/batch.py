"""POST /forms/{form}/records/batch: many writes, all of them or none."""

from typing import Any, cast

import orjson
from litestar import Response, post
from litestar.params import FromPath

from saas.idempotency.actions import Answer
from saas.kit.errors import Invalid, Refusal
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.save import create_record, update_record
from saas.records.trash import trash_record
from saas.records.view import FormView
from tenants.sessions import TenantSession
from web.api.bodies import read_object
from web.api.once import once
from web.api.paths import BASE, form_in_path, record_id
from web.api.shapes import Json, record_json
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs

MOST = 500
VERBS = ("create", "update", "delete")


class BadBatch(Refusal):
    """A batch is {"operations": [...]} with 1 to %(most)s operations."""

    code, status = "bad_batch", 422


class BadOperation(Refusal):
    """An operation is an object with op (create, update or delete), id (but to create), values (but to delete)."""

    code, status = "bad_operation", 422


class BatchRefused(Invalid):
    """Nothing was changed, since some of these operations cannot be done."""

    code = "batch_refused"


@post(f"{BASE}/forms/{{form:str}}/records/batch", **needs(MEMBER, api=True), status_code=200)
async def create(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Run operations in their order; when one fails, say which and why, and undo all."""
    view = await form_in_path(db, viewer, form)
    operations = (await read_object(request)).get("operations")
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST:
        raise BadBatch(most=MOST)

    async def write() -> Answer:
        return Answer(200, orjson.dumps({"items": await _run(db, viewer, view, operations)}))

    return await once(request, db, viewer, write)


async def _run(db: TenantSession, viewer: Viewer, view: FormView, operations: list[Any]) -> list[Json]:
    done: list[Json] = []
    errors: dict[str, Json] = {}
    for n, operation in enumerate(operations):
        try:
            # A savepoint, so that a value taken already does not keep us from checking the rest.
            async with db.begin_nested():
                done.append(await _one(db, viewer, view, operation))
        except Refusal as error:
            errors[str(n)] = _problem(error)
    if errors:
        raise BatchRefused(cast(dict[str, str], errors))
    return done


async def _one(db: TenantSession, viewer: Viewer, view: FormView, operation: Any) -> Json:
    verb, id, values, version = _read(operation)
    if verb == "delete":
        await trash_record(db, viewer, view, record_id(id), version=version)
        return {"op": verb, "id": record_id(id)}
    if verb == "create":
        record = await create_record(db, viewer, view, values)
    else:
        record = await update_record(db, viewer, view, record_id(id), values, version=version)
    return {"op": verb, "id": record.id, "record": record_json(record, view, await directory_of(db))}


def _read(operation: Any) -> tuple[Any, str, Json, int | None]:
    if not isinstance(operation, dict):
        raise BadOperation
    verb, id, version = operation.get("op"), operation.get("id", ""), operation.get("version")
    values = {} if verb == "delete" else operation.get("values")
    if verb not in VERBS or not isinstance(id, str) or not isinstance(values, dict):
        raise BadOperation
    if isinstance(version, bool) or not isinstance(version, int | None):
        raise BadOperation
    return verb, id, values, version


def _problem(error: Refusal) -> Json:
    problem: Json = {"title": error.sentence, "status": error.status, "code": error.code}
    return problem | ({"errors": error.errors} if isinstance(error, Invalid) else {})

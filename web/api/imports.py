"""POST /forms/{form}/imports: bring files in. Columns match by themselves, and duplicates are skipped, unless told."""

import hashlib
from typing import Any

import orjson
from litestar import Response, post
from litestar.params import FromPath

from saas.files.store import store
from saas.idempotency.actions import Answer, claim_key, keep_answer
from saas.imports.actions import start_check, start_import
from saas.imports.choices import BadChoice, Choices
from saas.imports.fixed import fixed_given
from saas.imports.intake import Looked, look_at, prepare_import
from saas.imports.owners import owners_given
from saas.kit.errors import Refusal
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.view import FormView
from tenants.sessions import TenantSession
from web.api.answers import send
from web.api.bodies import as_object, read_json
from web.api.jobs import job_json
from web.api.paths import BASE, form_in_path
from web.dependencies import AnyRequest, TheSettings, entered
from web.needs import MEMBER, needs
from web.uploads import Upload, receive

MODES = ("run", "check")


class NoFileSent(Refusal):
    """Send at least one file as multipart/form-data, in a part named file."""

    code, status = "no_file", 422


@post(f"{BASE}/forms/{{form:str}}/imports", **needs(MEMBER, api=True, uploads=True), request_max_body_size=None)
async def create(form: FromPath[str], request: AnyRequest, settings: TheSettings) -> Response[bytes]:
    """Take files in and answer with the job that imports them."""
    # No transaction is held while the body comes in and is looked at.
    async with entered(request) as db:
        view, directory = await importing(db, request.state.viewer, form), await directory_of(db)
    with store().scratch() as folder:
        upload = await receive(request, folder, settings.max_upload_bytes)
        if not upload.files:
            raise NoFileSent
        mode, mapping, choices = mode_of(upload), mapping_of(upload), Choices.read(upload.texts)
        owners, fixed = upload.texts.get("owners", "").strip(), upload.texts.get("fixed", "").strip()
        looked = await look_at(view, directory, upload.files)
        async with entered(request) as db:
            viewer = request.state.viewer
            key = request.headers.get("idempotency-key")
            kept = await claim_key(db, viewer, key, digest(request, upload)) if key is not None else None
            if kept is None:
                kept = await _prepare(db, viewer, form, looked, choices, mapping, owners, fixed, mode)
                if key is not None:
                    await keep_answer(db, viewer, key, kept)
    return send(kept)


async def _prepare(
    db: TenantSession,
    viewer: Viewer,
    form: str,
    looked: list[Looked],
    choices: Choices,
    mapping: dict[str, Any] | None,
    owners: str,
    fixed: str,
    mode: str,
) -> Answer:
    view = await importing(db, viewer, form)
    job = await prepare_import(db, viewer, view, looked, choices, mapping)
    names = dict(enumerate(each.name for each in looked for _sheet in each.found))
    given = owners_given(view, viewer, await directory_of(db), owners, names)
    job.settings = {**job.settings, "owners": given, "fixed": fixed_given(view, fixed)}
    await (start_check if mode == "check" else start_import)(db, view, job)
    return Answer(202, orjson.dumps(job_json(job)), location=f"{BASE}/jobs/{job.id}")


async def importing(db: TenantSession, viewer: Viewer, form: str) -> FormView:
    """Give a form to whoever may import into it. Raise FormNotFound or Forbidden."""
    view = await form_in_path(db, viewer, form, "import")
    view.require("create")
    return view


def mode_of(upload: Upload) -> str:
    """Read whether to import or only to say what an import would do. Raise BadChoice."""
    mode = upload.texts.get("mode") or MODES[0]
    if mode not in MODES:
        raise BadChoice(name="mode", allowed=", ".join(MODES))
    return mode


def mapping_of(upload: Upload) -> dict[str, Any] | None:
    """Read {"column heading": "field"}; None when there is none. Raise BadJson or NotAnObject."""
    text = upload.texts.get("mapping", "").strip()
    return as_object(read_json(text)) if text else None


def digest(request: AnyRequest, upload: Upload) -> bytes:
    """Tell requests apart by their path, their texts and what is in their files."""
    whole = hashlib.sha256(orjson.dumps([request.url.path, sorted(upload.texts.items())]))
    for name, path in upload.files:
        whole.update(name.encode())
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.digest()

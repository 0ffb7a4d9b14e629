"""Tell the operation log what was refused: whoever knocks at doors that are not theirs is to be seen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from litestar import Litestar, Request
from litestar.exceptions import NotAuthorizedException

from saas.accounts.attempts import network_of
from saas.audit.refused import FORM, JOB, RECORD, Attempt, Refusals, unknown
from saas.kit.errors import Refusal

BY_METHOD = {"GET": "read", "HEAD": "read", "DELETE": "delete"}


@asynccontextmanager
async def writing_refusals(app: Litestar) -> AsyncIterator[None]:
    """Have refusals written while the application runs, the last ones at its end."""
    refusals: Refusals = app.state.refusals
    writing = asyncio.create_task(refusals.keep_writing(app.state.database))
    try:
        yield
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing


def note_refusal(request: Request[Any, Any, Any], error: Refusal | NotAuthorizedException) -> None:
    """Note a refusal for lack of a right, over a limit, of a record or form that is not theirs, or of a bad token."""
    state, opt = request.scope["state"], request.route_handler.opt
    viewer = request.state.get("viewer")
    if isinstance(error, NotAuthorizedException):
        if opt.get("api") and request.headers.get("authorization"):
            stranger = unknown("api", network_of(state["ip"]))
            request.app.state.refusals.note(Attempt(state["company"], stranger, "use_token", "bad_token"))
    elif viewer is not None and (error.status in (403, 429) or error.code in (FORM, RECORD, JOB)):
        act = error.params.get("act") or opt.get("act") or BY_METHOD.get(request.method, "update")
        form, record = request.path_params.get("form", ""), _record(request)
        attempt = Attempt(state["company"], viewer, str(act), error.code, str(form)[:60], record)
        request.app.state.refusals.note(attempt)


def _record(request: Request[Any, Any, Any]) -> UUID | None:
    """Read the record that an address names, or the job."""
    try:
        return UUID(str(request.path_params.get("record") or request.path_params.get("id")))
    except ValueError:
        return None

"""Check an export of the log: the file that somebody has, in itself and against this workspace's own log."""

from typing import Any

from litestar import Response, get, post

from saas.audit.chain import Head
from saas.audit.log import log
from saas.audit.seal import holds
from saas.audit.verify import PROBLEMS, Verdict, read_head
from saas.files.store import store
from saas.kit.apart import Apart, ProcessDied
from saas.kit.errors import Invalid, Refusal
from saas.kit.i18n import N_, _
from tenants.settings import Settings
from web.csrf import own_form
from web.dependencies import AnyRequest, Db, TheSettings, TheViewer, entered
from web.needs import READ_LOG, needs
from web.page import page
from web.uploads import receive

LONGEST = 200  # Characters of what a file says of itself.


class NoExport(Refusal):
    """Choose the file of an exported log."""

    code, status = "no_file", 422


class BadHead(Invalid):
    """Some values need your attention."""


class CannotCheck(Refusal):
    """This file took too much memory or time to check here. Check it with guanxi audit verify."""

    code, status = "cannot_check", 422


@get("/log/verify", **needs(READ_LOG))
async def new(request: AnyRequest, db: Db, viewer: TheViewer, settings: TheSettings) -> Response[bytes]:
    """Ask for a file."""
    return _page(request, settings)


@post("/log/verify", **needs(READ_LOG, exclude_from_csrf=True, uploads=True), request_max_body_size=None)
async def create(request: AnyRequest, settings: TheSettings) -> Response[Any]:
    """Check a file and say what was found. No transaction is held while it comes in and is read."""
    genuine = own_form(request, settings)
    async with entered(request):
        pass  # Whoever may not read the log need not send a file.
    typed = ""
    with store().scratch() as folder:
        try:
            upload = await receive(request, folder, settings.max_upload_bytes, genuine)
            typed = upload.texts.get("head", "").strip()[:200]
            noted = _noted(typed)
            if not upload.files:
                raise NoExport
            async with Apart("saas.audit.verifying:Verifying") as verifying:
                verdict: Verdict = await verifying.ask("check", upload.files[0][1], noted)
        except (Refusal, ProcessDied) as problem:
            refusal = problem if isinstance(problem, Refusal) else CannotCheck()
            async with entered(request):
                return _page(request, settings, refusal=refusal, typed=typed)
    async with entered(request) as db:
        detail = {"rows": verdict.rows, "intact": verdict.intact}
        await log(db, request.state.viewer, "verify_log", detail=detail)
        ours = verdict.header is not None and verdict.header["company"] == db.company.id
        same = await holds(db, verdict.head) if ours and verdict.head else None
        return _page(request, settings, verdict=verdict, found=found(verdict, ours, same), typed=typed)


def found(verdict: Verdict, ours: bool, same: bool | None) -> tuple[str, str]:
    """Say what was found: the kind of a banner and its sentence."""
    if verdict.problem:
        return "error", _(PROBLEMS[verdict.problem], n=verdict.first_bad)
    if not ours:
        return "warn", _("Intact in itself, but the log of another workspace: there is nothing to compare it with.")
    if not same:
        return "error", _(
            "Intact in itself, but not what this workspace's log has at line %(n)s: one of the two was rewritten.",
            n=verdict.rows,
        )
    return "good", _(
        "Intact: %(count)s lines, each as it was sealed and in its place, and the same as in this workspace's log.",
        count=verdict.rows,
    )


def _noted(typed: str) -> Head | None:
    """Read a head that somebody noted. Raise BadHead."""
    if not typed:
        return None
    head = read_head(typed)
    if head is None:
        raise BadHead({"head": _(NO_HEAD)})
    return head


NO_HEAD = N_("A head is the number of a line, a colon and a hash of 64 characters.")


def _says(verdict: Verdict | None) -> list[tuple[str, str]]:
    """List what the first line says; it may be anybody's words."""
    header = verdict.header if verdict and verdict.header else {}
    names = (("name", _("Workspace")), ("host", _("Address")), ("exported_at", _("Exported at")))
    return [(label, str(header[name])[:LONGEST]) for name, label in names if name in header]


def _page(
    request: AnyRequest,
    settings: Settings,
    *,
    refusal: Refusal | None = None,
    verdict: Verdict | None = None,
    found: tuple[str, str] | None = None,
    typed: str = "",
) -> Response[bytes]:
    return page(
        request,
        "log/verify.html",
        status=refusal.status if refusal else 200,
        title=_("Check an export"),
        limit=settings.max_upload_bytes,
        error=refusal.sentence if refusal else "",
        errors=refusal.errors if isinstance(refusal, Invalid) else {},
        verdict=verdict,
        says=_says(verdict),
        found=found,
        typed=typed,
    )

"""Turn what went wrong into a page, a toast or problem+json. Internals never reach the answer."""

import logging
from contextlib import suppress
from typing import Any

import orjson
import psycopg
from litestar import Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.types import Method
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from saas.kit.errors import Invalid, Refusal, TooMany
from saas.kit.i18n import N_, _
from web.dependencies import AnyRequest
from web.outage import is_away, is_busy, outage
from web.page import page

log = logging.getLogger("guanxi.web")

PROBLEM = "application/problem+json"
SENTENCES = {
    400: N_("We could not understand that request."),
    401: N_("Please log in."),
    403: N_("You do not have permission to do that. Ask your administrator."),
    404: N_("We could not find that. It may have been moved or deleted, or you may not have access."),
    405: N_("That cannot be done here."),
    408: N_("That took too long to arrive. Please try again on a better connection."),
    413: N_("That is too large. Choose a smaller file, or split it."),
    422: N_("That holds something that cannot be stored or compared. Please check what you typed."),
    429: N_("Too many tries. Please wait a few minutes and try again."),
    500: N_("Something went wrong on our side. Nothing was changed; please try again."),
    503: N_("The database cannot be reached right now. Your data is safe; please try again in a moment."),
}


def on_refusal(request: AnyRequest, error: Refusal) -> Response[Any]:
    """Answer a broken rule with its own sentence."""
    fields = error.errors if isinstance(error, Invalid) else {}
    response = answer(request, error.status, error.code, error.sentence, fields)
    response.headers.update(retry_after(error))
    return response


def retry_after(error: Refusal | None) -> dict[str, str]:
    """Give the header that says when another try may work, if that is what went wrong."""
    return {"retry-after": str(error.retry_after)} if isinstance(error, TooMany) else {}


def on_http(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer what the framework refused."""
    if isinstance(error, NotAuthorizedException) and not is_api(request):
        return to_login(request)
    status = error.status_code if error.status_code in SENTENCES else 400 if error.status_code < 500 else 500
    response = answer(request, error.status_code, CODES.get(status, "bad_request"), _(SENTENCES[status]), {})
    if error.status_code == 405:
        response.headers["allow"] = ", ".join(allowed(request))
    return response


def allowed(request: AnyRequest) -> list[str]:
    """List the methods that an address takes."""
    router, found = request.app.asgi_router, ["OPTIONS"]
    for method in METHODS:
        with suppress(HTTPException):
            router.handle_routing(path=request.scope["path"], method=method)
            found += ["GET", "HEAD"] if method == "GET" else [method]
    return found


def on_database(request: AnyRequest, error: DBAPIError | PoolTimeout | psycopg.Error) -> Response[Any]:
    """Stay calm while the database is away or busy, refuse what no column can hold; all else is our own mistake."""
    if isinstance(getattr(error, "orig", error), psycopg.DataError):
        return answer(request, 422, "invalid", _(SENTENCES[422]), {})
    if is_away(error):
        outage.begins(error)
    elif not is_busy(error):
        return on_bug(request, error)
    return answer(request, 503, "unavailable", _(SENTENCES[503]), {})


def on_bug(request: AnyRequest, error: Exception) -> Response[Any]:
    """Log what nobody expected and say that nothing was changed."""
    # Not the exception's own text: it may quote a value.
    log.error("unhandled %s at %s", type(error).__name__, request.url.path, exc_info=error)
    return answer(request, 500, "internal", _(SENTENCES[500]), {})


CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}
METHODS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")
HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: on_refusal,
    HTTPException: on_http,
    DBAPIError: on_database,
    PoolTimeout: on_database,
    psycopg.Error: on_database,
    Exception: on_bug,
}


def is_api(request: AnyRequest) -> bool:
    """Tell whether a program is asking."""
    return request.scope["path"].startswith(("/api/", "/_site/api/"))


def to_login(request: AnyRequest) -> Response[Any]:
    """Send someone who is not logged in to the login page, and back afterwards."""
    if request.headers.get("hx-request") == "true":
        return Response("", status_code=200, headers={"hx-redirect": "/login"}, media_type="text/html")
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    safe = request.method == "GET" and back != "/"
    return Redirect("/login", status_code=303, query_params={"next": back} if safe else None)


def answer(request: AnyRequest, status: int, code: str, sentence: str, fields: dict[str, str]) -> Response[Any]:
    """Write a problem for whoever asked: a program, htmx, or a person."""
    response = _written(request, status, code, sentence, fields)
    if status in (408, 413):
        response.headers["connection"] = "close"  # What is still to come of the request is not read.
    return response


def problem(status: int, code: str, sentence: str, fields: dict[str, str]) -> bytes:
    """Write a problem for a program, as RFC 9457 has it."""
    said = {"type": "about:blank", "title": sentence, "status": status, "code": code}
    return orjson.dumps(said | ({"errors": fields} if fields else {}))


def _written(request: AnyRequest, status: int, code: str, sentence: str, fields: dict[str, str]) -> Response[Any]:
    if is_api(request):
        headers = {"www-authenticate": "Bearer"} if status == 401 else {}
        body = problem(status, code, sentence, fields)
        return Response(body, status_code=status, media_type=PROBLEM, headers=headers)
    if request.headers.get("hx-request") == "true":
        return page(
            request,
            "errors/toast.html",
            status=status,
            headers={"hx-retarget": "#toasts", "hx-reswap": "beforeend"},
            sentence=" ".join([sentence, *fields.values()]),
        )
    return page(request, "errors/page.html", status=status, title=sentence, status_code=status, sentence=sentence)

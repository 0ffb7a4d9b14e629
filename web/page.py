"""Answer with a page, or with one of its blocks when htmx asked for it."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import brotli  # type: ignore[import-untyped] # ships no types
from litestar import Response
from litestar.response import Redirect

from web.dependencies import AnyRequest, shell_of
from web.headers import coding
from web.notices import Notice, forget, give, given
from web.templating import render, render_block


def page(
    request: AnyRequest,
    template: str,
    *,
    blocks: Sequence[str] = (),
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    title: str = "",
    **context: Any,
) -> Response[bytes]:
    """Render `pages/<template>`, or the allow-listed block whose element htmx targets.

    Block name = element id = HX-Target. A client that could pick any block could skip a template's `if`.
    """
    shell = replace(shell_of(request), title=title)
    name = f"pages/{template}"
    block = wanted_block(request)
    notice = None
    if block in blocks:
        body = render_block(name, block, shell=shell, **context)
    else:
        notice = given(request)
        if notice:
            context["toasts"] = [*context.get("toasts", ()), vars(notice)]
        body = render(name, shell=shell, **context)
    content, encoding = squeezed(request, body)
    out = {"vary": "HX-Request, HX-Target, Accept-Encoding", **encoding, **(headers or {})}
    response = Response(content, media_type="text/html", status_code=status, headers=out)
    if notice:
        forget(response)
    return response


def squeezed(request: AnyRequest, body: str) -> tuple[bytes, dict[str, str]]:
    """Compress a page when that pays; brotli at 4 halves what gzip leaves of a list and takes about as long."""
    content = body.encode()
    chosen = coding(request.headers.get("accept-encoding", "")) if len(content) >= 1000 else "identity"
    if chosen == "br":
        return brotli.compress(content, quality=4), {"content-encoding": "br"}
    if chosen == "gzip":
        return gzip.compress(content, 5), {"content-encoding": "gzip"}
    return content, {}


def wanted_block(request: AnyRequest) -> str:
    """Name the element that htmx will put the answer into; empty for a whole page. htmx 4 sends `tag#id`."""
    if request.headers.get("hx-request") != "true" or request.headers.get("hx-history-restore-request"):
        return ""
    return request.headers.get("hx-target", "").rpartition("#")[2]


def redirect(
    request: AnyRequest, path: str, *, headers: Mapping[str, str] | None = None, notice: Notice | None = None
) -> Response[Any]:
    """Send the browser on after a change, with what the next page says of it; htmx loads that page as a whole."""
    if request.headers.get("hx-request") == "true":
        told = {"hx-redirect": path, **(headers or {})}
        response: Response[Any] = Response("", status_code=200, headers=told, media_type="text/html")
    else:
        response = Redirect(path, status_code=303, headers=dict(headers or {}))
    if notice:
        give(request, response, notice)
    return response

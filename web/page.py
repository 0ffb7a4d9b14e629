"""Answer with a page, or with one of its blocks when htmx asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.response import Redirect

from web.dependencies import AnyRequest, shell_of
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
) -> Response[str]:
    """Render `pages/<template>`, or the allow-listed block whose element htmx targets.

    Block name = element id = HX-Target. A client that could pick any block could skip a template's `if`.
    """
    shell = replace(shell_of(request), title=title)
    name = f"pages/{template}"
    block = wanted_block(request)
    if block in blocks:
        body = render_block(name, block, shell=shell, **context)
    else:
        body = render(name, shell=shell, **context)
    out = {"vary": "HX-Request, HX-Target", **(headers or {})}
    return Response(body, media_type="text/html", status_code=status, headers=out)


def wanted_block(request: AnyRequest) -> str:
    """Name the element that htmx will put the answer into; empty for a whole page. htmx 4 sends `tag#id`."""
    if request.headers.get("hx-request") != "true" or request.headers.get("hx-history-restore-request"):
        return ""
    return request.headers.get("hx-target", "").rpartition("#")[2]


def redirect(request: AnyRequest, path: str, *, headers: Mapping[str, str] | None = None) -> Response[Any]:
    """Send the browser on after a change; htmx is told to load the page as a whole."""
    if request.headers.get("hx-request") == "true":
        return Response("", status_code=200, headers={"hx-redirect": path, **(headers or {})}, media_type="text/html")
    return Redirect(path, status_code=303, headers=dict(headers or {}))

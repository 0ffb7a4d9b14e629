"""Take a request's body in before anything else is done for it, so that nothing waits for its sender."""

import asyncio
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

LARGEST = 2 * 2**20
"""Bytes of a form or of JSON. Uploads are taken in piece by piece and have limits of their own."""
BODY_SECONDS = 30.0
PIECE_SECONDS = 20.0
"""How long the next piece of an upload may take."""
UPLOAD_SECONDS = 1800.0


class TooSlow(HTTPException):
    """The body did not come in time."""

    status_code = 408


class TooLarge(HTTPException):
    """The body is larger than any that we take."""

    status_code = 413


class BodyFirst(ASGIMiddleware):
    """Read a body whole, within its deadline; an upload's pieces get a deadline each."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on with the body in hand."""
        if scope["type"] != ScopeType.HTTP or not _has_body(scope["headers"]):
            await next_app(scope, receive, send)
        elif scope["route_handler"].opt.get("uploads"):
            await next_app(scope, _in_time(receive), send)
        else:
            await next_app(scope, _again(await _read(scope, receive), receive), send)


def _has_body(headers: Any) -> bool:
    return any(name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in headers)


async def _read(scope: Any, receive: Receive) -> bytes:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if int(length) > LARGEST:  # The server has seen to it that this is a number.
        raise TooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            more = True
            while more:
                message: Any = await receive()
                if message["type"] == "http.disconnect":
                    raise TooSlow
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > LARGEST:
                    raise TooLarge
    except TimeoutError:
        raise TooSlow from None
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read, and after that what comes."""
    left: list[HTTPReceiveMessage] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> HTTPReceiveMessage:
        return left.pop() if left else cast(HTTPReceiveMessage, await receive())

    return given


def _in_time(receive: Receive) -> Receive:
    until = asyncio.get_running_loop().time() + UPLOAD_SECONDS

    async def piece() -> HTTPReceiveMessage:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(until, loop.time() + PIECE_SECONDS)):
                return cast(HTTPReceiveMessage, await receive())
        except TimeoutError:
            raise TooSlow from None

    return piece

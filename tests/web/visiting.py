"""A browser without a screen for pages that need no login, with an IP address and a CSRF token of its own."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
from litestar import Litestar


@asynccontextmanager
async def browser(
    app: Litestar, url: str, *, ip: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a browser at `url`; each has an IP address of its own, so that no test uses up another's tries."""
    address = ip or "10." + ".".join(str(secrets.randbelow(250) + 1) for _ in range(3))
    transport = httpx.ASGITransport(app, client=(address, 40000))
    async with httpx.AsyncClient(transport=transport, base_url=url, headers=headers or {}) as client:
        await client.get("/healthz")
        client.headers["x-csrftoken"] = client.cookies["csrf"]

        async def send_newest(request: httpx.Request) -> None:
            """Send the token that the newest page has, which is another one after a login."""
            if "x-csrftoken" in request.headers:
                request.headers["x-csrftoken"] = client.cookies["csrf"]

        client.event_hooks = {"request": [send_newest]}
        yield client

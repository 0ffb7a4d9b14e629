"""Whoever sends or reads slowly holds nothing that others need."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import Served, start
from web import bodies, protocol

SLOW = 40  # More than three times the connections to the database.
HOST = "acme.localhost"


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    data = Path(tempfile.mkdtemp(prefix="guanxi-slow-"))
    data.chmod(0o711)
    served = start(data)
    for label in ("acme", "other"):
        words = (
            "--name",
            label,
            "--host",
            label,
            "--owner-email",
            f"o@{label}.cn",
            "--owner-password",
            "Guanxi-2026!x",
        )
        served.guanxi("tenant", "create", *words)
    yield served
    served.stop()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
async def slow(running: Served) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """Connections to be closed at the end."""
    writers: list[asyncio.StreamWriter] = []
    yield writers
    for writer in writers:
        writer.close()


def request(method: str, path: str, *headers: str, host: str = HOST, port: int = 0) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", *headers, "", "")).encode()


async def begin(port: int, slow: list[asyncio.StreamWriter], sent: bytes) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    slow.append(writer)
    writer.write(sent)
    await writer.drain()
    return reader


async def answered(running: Served) -> int:
    """Ask for another company's page."""
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(
            f"http://127.0.0.1:{running.port}/login", headers={"host": f"other.localhost:{running.port}"}
        )
        return answer.status_code


async def pair(running: Served) -> str:
    """Get the token of a form as a visitor does."""
    async with httpx.AsyncClient() as client:
        await client.get(f"http://127.0.0.1:{running.port}/login", headers={"host": f"{HOST}:{running.port}"})
        return client.cookies["csrf"]


@pytest.mark.parametrize(
    "path",
    [
        "/preferences",
        "/login",
        "/forgot",
        "/f/customer",
        "/f/customer/import",
        "/api/v1/forms/customer/records",
        "/api/v1/forms/customer/imports",
    ],
)
async def test_a_body_that_does_not_come_keeps_nobody_waiting(
    running: Served, slow: list[asyncio.StreamWriter], path: str
) -> None:
    token = running.guanxi("token", "create", "--tenant", "acme", "--user", "o@acme.cn", "--name", "t", "--json")
    csrf = await pair(running)
    kind = "multipart/form-data; boundary=x" if "import" in path else "application/x-www-form-urlencoded"
    headers = [f"Cookie: csrf={csrf}", f"X-CSRFToken: {csrf}", "Content-Length: 1000", f"Content-Type: {kind}"]
    if path.startswith("/api"):
        headers.append(f"Authorization: Bearer {token.split(chr(34))[3]}")
    for _ in range(SLOW):
        await begin(running.port, slow, request("POST", path, *headers, port=running.port) + b"-")
    for _ in range(3):
        assert await answered(running) == 200


async def test_half_a_head_is_not_waited_for(running: Served, slow: list[asyncio.StreamWriter]) -> None:
    readers = [await begin(running.port, slow, b"GET / HTTP/1.1\r\nX-Slow: ") for _ in range(SLOW)]
    assert await answered(running) == 200
    async with asyncio.timeout(protocol.HEAD_SECONDS + 10):
        for reader in readers:
            assert b"408" in await reader.read()


@pytest.mark.parametrize("more", [["X-Large: " + "x" * 70_000], [f"X-{n}: x" for n in range(200)]])
async def test_too_large_a_head_is_refused(running: Served, slow: list[asyncio.StreamWriter], more: list[str]) -> None:
    reader = await begin(running.port, slow, request("GET", "/login", *more, port=running.port))
    async with asyncio.timeout(10):
        with suppress(ConnectionError):
            assert (await reader.read()).startswith(b"HTTP/1.1 431")
    assert await answered(running) == 200


async def test_a_body_that_is_too_large_is_refused_unread(running: Served, slow: list[asyncio.StreamWriter]) -> None:
    sent = request("POST", "/preferences", f"Content-Length: {bodies.LARGEST + 1}", port=running.port)
    reader = await begin(running.port, slow, sent)
    async with asyncio.timeout(10):
        assert b" 413 " in await reader.readline()

"""A light HTTP client: keep-alive connections, one request at a time on each. Run in a process of its own."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from statistics import median
from time import perf_counter
from typing import NamedTuple

import orjson


class Measured(NamedTuple):
    """What a run of requests took: the median in milliseconds, and requests a second."""

    median: float
    rate: float


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int, head: str) -> None:
        self.port, self.head = port, head

    async def open(self) -> None:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def send(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Send one request and read its answer: status and body."""
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{self.head}{length}\r\n".encode() + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        found = head.lower().find(b"content-length: ")
        size = int(head[found + 16 : head.index(b"\r\n", found)]) if found > 0 else 0
        return int(head[9:12]), await self.reader.readexactly(size)


async def run(port: int, head: str, requests: list[tuple[str, str, bytes]], clients: int) -> Measured:
    """Send the requests over some connections, as fast as each is answered."""
    connections = [Connection(port, head) for _ in range(clients)]
    for connection in connections:
        await connection.open()
    return await measured([connection.send for connection in connections], iter(requests), len(requests))


async def measured(
    workers: list[Callable[..., Awaitable[tuple[int, bytes]]]], work: Iterator[tuple[str, str, bytes]], count: int
) -> Measured:
    """Let workers take pieces of work until there is none left; the first tenth is warming up."""
    times: list[float] = []

    async def one(worker: Callable[..., Awaitable[tuple[int, bytes]]], some: Iterator[tuple[str, str, bytes]]) -> None:
        for piece in some:
            start = perf_counter()
            status, body = await worker(*piece)
            times.append(perf_counter() - start)
            if not 200 <= status < 300:
                raise RuntimeError(f"{status} {body[:300]!r}")

    warm = islice(work, count // 10)
    await asyncio.gather(*(one(worker, warm) for worker in workers))
    times.clear()
    start = perf_counter()
    await asyncio.gather(*(one(worker, work) for worker in workers))
    return Measured(median(times) * 1000, len(times) / (perf_counter() - start))


def main() -> None:
    """Read a job as JSON from standard input, run it, and print what was measured."""
    job = orjson.loads(sys.stdin.buffer.read())
    requests = [(method, path, body.encode()) for method, path, body in job["requests"]]
    try:
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()
    with runner:
        took = runner.run(run(job["port"], job["head"], requests, job["clients"]))
        print(orjson.dumps(took._asdict()).decode())


if __name__ == "__main__":
    main()

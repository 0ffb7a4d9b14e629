"""HTTP with deadlines and limits: who sends or reads slowly keeps nothing but a socket, and that not for long.

uvicorn alone waits for ever for the rest of a request's head, and for a reader who stopped reading.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_SECONDS = 10.0
"""For the whole head of a request, from the connection's first moment or the request's first byte."""
HEAD_BYTES = 64 * 1024
HEADERS = 100
STALL_SECONDS = 20.0
"""How long an answer may wait for its reader to take at least some 48 kB of it, or the rest."""
CONNECTIONS = 4_000
"""In one process. Of more, those go first that have waited longest for the head of a request."""
PER_ADDRESS = 250
"""In one process, for addresses of the internet; behind a proxy, all people share one."""


class Connections:
    """The open connections of a process, those first that wait for a head longest, and how many each address has."""

    def __init__(self, trusted: Callable[[str], bool]) -> None:
        self.waiting: dict[Guarded, None] = {}
        self._trusted = trusted
        self._open: set[Guarded] = set()
        self._by_address: Counter[str] = Counter()

    def enter(self, protocol: "Guarded") -> bool:
        """Take a connection in, or tell that its address has enough."""
        self._open.add(protocol)
        self._by_address[protocol.address] += 1
        if len(self._open) > CONNECTIONS and self.waiting:
            next(iter(self.waiting)).transport.abort()
        return self._by_address[protocol.address] <= PER_ADDRESS or self._is_proxy(protocol.address)

    def leave(self, protocol: "Guarded") -> None:
        """Forget a connection that is gone."""
        self._open.discard(protocol)
        self.waiting.pop(protocol, None)
        self._by_address[protocol.address] -= 1
        if not self._by_address[protocol.address]:
            del self._by_address[protocol.address]

    def _is_proxy(self, address: str) -> bool:
        """Tell whether all people may come from an address: a trusted proxy, this machine, a private network."""
        try:
            return not ip_address(address).is_global or self._trusted(address)
        except ValueError:  # A socket that has a path.
            return True


class Guarded(HttpToolsProtocol):
    """One connection. The middleware in `web.bodies` sees to the deadline of the body."""

    def __init__(self, *given: Any, connections: Connections, **more: Any) -> None:
        super().__init__(*given, **more)
        self.address = ""
        self._all = connections
        self._head: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._in_head, self._refused, self._received = True, False, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        if self._all.enter(self):
            self._wait_for_head()
        else:
            self._refuse(503, b"Too many connections", b"retry-after: 10\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._all.leave(self)
        self._no_head()
        self._no_stall()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what comes, within the limits of a head."""
        if self._refused:
            return
        super().data_received(data)
        if self._in_head:
            self._received += len(data)
            if self._received > HEAD_BYTES:
                self._refuse(431, b"Too large a head")
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._head is None and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            # Blank lines before a request, or the body of one that was answered already.
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """Begin the head of a request."""
        super().on_message_begin()
        self._in_head = True
        if self._head is None:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Pass a request on whose head is within the limits."""
        self._in_head, self._received = False, 0
        self._no_head()
        self._all.waiting.pop(self, None)
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.headers) > HEADERS or size > HEAD_BYTES:
            self._refuse(431, b"Too large a head")
        elif not self._refused:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body, unless the request was refused."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note a request's end, unless it was refused."""
        if not self._refused:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the reader to take what is left."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size() and self._stall is None:
            self._wait_for_reader()

    def pause_writing(self) -> None:
        """Wait for the reader."""
        super().pause_writing()
        self._no_stall()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """Go on: the reader took what was waiting."""
        super().resume_writing()
        if self.cycle is None or not self.cycle.response_complete:
            self._no_stall()

    def _wait_for_head(self) -> None:
        self._all.waiting[self] = None
        self._head = self.loop.call_later(HEAD_SECONDS, self._head_is_late)

    def _head_is_late(self) -> None:
        if not self.transport.is_closing():
            self._refuse(408, b"The request did not come in time")

    def _no_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _no_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _wait_for_reader(self) -> None:
        self._stall = self.loop.call_later(STALL_SECONDS, self._reader_is_late)

    def _reader_is_late(self) -> None:
        self._stall = None
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def _refuse(self, status: int, sentence: bytes, more: bytes = b"") -> None:
        self._refused = True
        self._no_head()
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n%sconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[status] + head % (len(sentence), more) + sentence)
        self._wait_for_reader()
        self.transport.close()

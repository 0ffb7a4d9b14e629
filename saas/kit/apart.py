"""Talk to an object in a process of its own: hostile files stay harmless, and heavy work leaves the server responsive.

A helper process has the needed modules loaded and forks a child for every conversation, since a fresh Python would take
most of a second each time. The helper ends with us, and a child ends with its conversation.
"""

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from saas.kit.apart_helper import HEAD
from saas.kit.errors import Refusal
from saas.kit.i18n import current_locale

SECONDS = 300.0
"""Longest wait for one answer."""
AT_ONCE = 4 * 2**20
"""Bytes of an answer that are taken in before anybody looks at them."""
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**27), "MALLOC_TRIM_THRESHOLD_": str(2**29)}
"""Tells glibc not to give memory back between one chunk and the next: getting it anew takes longer than filling it."""

Answer = asyncio.Future[Any]


class ProcessDied(Exception):
    """The process apart ended before it answered: it took too much memory or time, or was killed."""


class Apart:
    """A conversation: `async with Apart("saas.imports.reading:Reading", fields) as reading`. Answers come in order.

    A `patient` one leaves the processors to others while they have work.
    """

    def __init__(self, target: str, *args: Any, patient: bool = False) -> None:
        self._first = (target, current_locale(), patient, args)
        self._waiting: deque[Answer] = deque()
        self._pid = 0

    async def __aenter__(self) -> "Apart":
        """Start the process and make the object there. Raise what its making raised."""
        ours = await asyncio.to_thread(_helper.new_child, self._first[0].partition(":")[0])
        self._reader, self._writer = await asyncio.open_unix_connection(sock=ours, limit=AT_ONCE)
        self._listening = asyncio.create_task(self._listen())
        try:
            self._pid = await self._send(self._first)
        except BaseException:
            self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, whatever it is doing."""
        self._end()

    def _end(self) -> None:
        self._listening.cancel()
        self._writer.close()
        while self._waiting:
            self._waiting.popleft().cancel()
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def ask(self, verb: str, *args: Any) -> Answer:
        """Call a method there; more may be asked before the answer is awaited. Raise what it raised, or ProcessDied."""
        return self._send((verb, args))

    def _send(self, message: Any) -> Answer:
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        timer = loop.call_later(SECONDS, self._give_up)
        answer.add_done_callback(lambda _: timer.cancel())
        self._waiting.append(answer)
        body = pickle.dumps(message, protocol=5)
        self._writer.write(HEAD.pack(len(body)))
        self._writer.write(body)
        return answer

    def _give_up(self) -> None:
        """Fail all that waits; a later answer would be taken for another's."""
        self._writer.close()
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(ProcessDied())

    async def _listen(self) -> None:
        try:
            while True:
                (size,) = HEAD.unpack(await self._reader.readexactly(HEAD.size))
                outcome, said = pickle.loads(await self._reader.readexactly(size))  # noqa: S301 -- from our own child.
                _settle(self._waiting.popleft(), outcome, said)
        except (asyncio.IncompleteReadError, OSError):
            self._give_up()


def _settle(answer: Answer, outcome: str, said: Any) -> None:
    if answer.done():
        return
    if outcome == "answer":
        answer.set_result(said)
    elif outcome == "refusal":
        kind, params = said
        refusal: Refusal = kind(**params)
        answer.set_exception(refusal)
    else:
        answer.set_exception(RuntimeError(said))


class _Helper:
    """The process that forks; started when first needed, and again when it died."""

    def __init__(self) -> None:
        self._door: socket.socket | None = None
        self._lock = Lock()

    def new_child(self, module: str) -> socket.socket:
        """Give our end of a conversation with a new child. Raise ProcessDied."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            for _attempt in range(2):
                try:
                    socket.send_fds(self._open(), [f"load {module}\nfork\n".encode()], [theirs.fileno()])
                    return ours
                except OSError:
                    self._door = None
        raise ProcessDied

    def load(self, modules: tuple[str, ...]) -> None:
        """Let the helper load modules in its own time."""
        with self._lock, suppress(OSError):
            self._open().sendall(f"load {' '.join(modules)}\n".encode())

    def _open(self) -> socket.socket:
        if self._door is None:
            self._door, theirs = socket.socketpair()
            command = [sys.executable, "-m", "saas.kit.apart_helper"]
            with theirs:
                # It reads what strangers sent: keys and addresses in our settings are none of its business.
                kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}
                kept |= KEEP_MEMORY
                subprocess.Popen(  # noqa: S603 - a command of our own
                    command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    cwd=Path(__file__).parents[2],
                    env=kept,
                )
        return self._door


_helper = _Helper()


def warm_up(*modules: str) -> None:
    """Start the helper and let it load modules, so that the first conversation does not wait for that."""
    _helper.load(modules)

"""The far side of `saas.kit.apart`: a process that loads modules once and forks a child for each conversation."""

import gc
import os
import pickle
import signal
import socket
import struct
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from saas.kit.errors import Refusal
from saas.kit.i18n import LOCALES, catalog, set_locale
from saas.kit.logs import outline

HEAD = struct.Struct(">Q")
MEMORY = 4 * 2**30
"""Bytes of address space a child may take."""
PATIENCE = 10
"""By how much a patient child is nicer, in the kernel's measure of 0 to 19."""
SECONDS = 900
"""Seconds of computing after which a child is ended, in case nobody waits for it any more."""


def main() -> None:
    """Serve commands from our standard input, a line each, until the process that started us is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; we end when our starter does.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Children leave no zombies.
    door = socket.socket(fileno=0)
    buffer = b""
    waiting: list[int] = []
    while True:
        data, fds, _flags, _address = socket.recv_fds(door, 4096, 16)
        if not data:
            return
        buffer, waiting = buffer + data, waiting + fds
        *lines, buffer = buffer.split(b"\n")
        for line in lines:
            verb, _, modules = line.decode().partition(" ")
            if verb == "load":
                load(modules.split())
            else:
                fork(door, waiting.pop(0))


def load(modules: list[str]) -> None:
    """Import modules, so that children have them and what people read from the start."""
    for module in modules:
        import_module(module)
    for locale in LOCALES:
        catalog(locale)


def fork(door: socket.socket, fd: int) -> None:
    """Make a child that talks over a socket."""
    if os.fork():
        os.close(fd)
        return
    door.close()
    gc.disable()  # Rows make no cycles, and looking for some among a million cells takes a third of the time.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    limit()
    try:
        with socket.socket(fileno=fd).makefile("rwb") as line:
            converse(line)
    except (OSError, EOFError):
        pass  # Our side of the conversation is over.
    finally:
        os._exit(0)


def limit() -> None:
    """Hold this process to its memory and time, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def converse(line: Any) -> None:
    """Make the object and answer what it is asked."""
    target, locale, patient, args = receive(line)
    set_locale(locale)
    if patient:
        os.nice(PATIENCE)
    module, _, name = target.partition(":")
    made: Any = None

    def make() -> int:
        nonlocal made
        made = getattr(import_module(module), name)(*args)
        return os.getpid()

    send(line, outcome(make))
    while True:
        verb, args = receive(line)
        send(line, outcome(getattr(made, verb), *args))


def outcome(call: Any, *args: Any) -> tuple[str, Any]:
    """Call, and tell an answer, a refusal and a mistake of ours apart."""
    try:
        return "answer", call(*args)
    except Refusal as refusal:
        return "refusal", (type(refusal), refusal.params)
    except Exception as error:
        print(f"ERROR guanxi.apart: {outline(error)}", file=sys.stderr)
        return "mistake", type(error).__name__


def receive(line: BinaryIO) -> Any:
    """Read one message; raise EOFError when there is none."""
    head = line.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    return pickle.loads(line.read(HEAD.unpack(head)[0]))  # noqa: S301 -- from the process that started us.


def send(line: BinaryIO, message: Any) -> None:
    """Write one message."""
    body = pickle.dumps(message, protocol=5)
    line.write(HEAD.pack(len(body)))
    line.write(body)
    line.flush()


if __name__ == "__main__":
    main()

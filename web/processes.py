"""Several web processes on one port: the parent keeps database and worker, the children answer requests."""

import asyncio
import logging
import multiprocessing
import os
import shutil
import signal
import socket
from collections.abc import Sequence
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event

from saas.kit.logs import quiet_logs
from tenants.installation import Installation
from tenants.queue import close_queue, open_queue
from tenants.settings import Settings
from web.app import create_app
from web.measures import share_measures
from web.running import WebServer, end, run_loop

LOOK_EVERY = 0.25  # Seconds.
GRACE = 10.0  # Seconds that a child gets to end open requests.

log = logging.getLogger("guanxi.web")
_spawn = multiprocessing.get_context("spawn")


class WebProcesses:
    """Runs `count` children until a signal comes, and a new one for each that dies. Stands in for a WebServer."""

    def __init__(self, installation: Installation, count: int) -> None:
        self._settings = installation.settings
        self._url = installation.database.admin_dsn
        self._count = count
        self._children: list[tuple[SpawnProcess, Event]] = []
        self._stop = asyncio.Event()
        self._measures = share_measures()

    @property
    def started(self) -> bool:
        """Tell whether all children answer."""
        return len(self._children) == self._count and all(ready.is_set() for _, ready in self._children)

    async def serve(self, sockets: Sequence[socket.socket]) -> None:
        """Serve on a socket until SIGINT or SIGTERM."""
        listener = sockets[0]
        listener.listen(2048)
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self._stop.set)
        try:
            while not self._stop.is_set():
                self._fill(listener)
                await self._pause()
        finally:
            await asyncio.to_thread(self._end)

    def _fill(self, listener: socket.socket) -> None:
        living = [child for child in self._children if child[0].is_alive()]
        if len(living) < len(self._children):
            log.warning("%s web processes died and are replaced", len(self._children) - len(living))
        while len(living) < self._count:
            ready = _spawn.Event()
            child = _spawn.Process(target=run_child, args=(self._settings, self._url, listener, ready, os.getpid()))
            child.start()
            living.append((child, ready))
        self._children = living

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._stop.wait()
        except TimeoutError:
            return

    def _end(self) -> None:
        for child, _ in self._children:
            child.terminate()
        for child, _ in self._children:
            child.join(GRACE)
            if child.is_alive():
                child.kill()
        shutil.rmtree(self._measures, ignore_errors=True)


def run_child(settings: Settings, url: str, listener: socket.socket, ready: Event, parent: int) -> None:
    """Answer requests in a process of its own."""
    quiet_logs(settings.log_level.upper())
    run_loop(_answer(settings, url, listener, ready, parent))


async def _answer(settings: Settings, url: str, listener: socket.socket, ready: Event, parent: int) -> None:
    installation = Installation.beside(settings, url)
    await open_queue(installation.database)
    server = WebServer.on(create_app(settings, installation.database), settings)
    watch = asyncio.create_task(_watch(server, ready, parent))
    try:
        await server.serve(sockets=[listener])
    finally:
        await end(watch)
        await close_queue()
        await installation.close()


async def _watch(server: WebServer, ready: Event, parent: int) -> None:
    """Say when we answer; end when the parent was killed and can no longer end us."""
    while os.getppid() == parent:
        if server.started:
            ready.set()
        await asyncio.sleep(LOOK_EVERY if ready.is_set() else 0.02)
    server.should_exit = True

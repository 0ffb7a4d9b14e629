"""What runs beside the pages: the worker, and the watch over the database."""

import asyncio
import gc
import logging
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Protocol

import uvicorn
from litestar import Litestar

try:
    from uvloop import new_event_loop
except ImportError:  # There is none for Windows.
    from asyncio import new_event_loop  # type: ignore[assignment]

try:
    import resource
except ImportError:  # There is none for Windows.
    resource = None  # type: ignore[assignment]

from saas import jobs
from saas.files.store import open_store
from saas.imports.intake import warm_up_imports
from saas.jobs.rescue import close_given_up
from tenants.installation import Installation
from tenants.queue import queue, rescue_stalled
from tenants.settings import Settings
from web.protocol import Connections, Guarded

RESCUE_EVERY = 10.0  # Seconds.
AGAIN_AFTER = 2.0  # Seconds.
LOOK_EVERY = 2.0  # Seconds.
GRACE = 5  # Seconds that jobs in hand get to finish.
CANCEL_AGAIN_AFTER = GRACE + 3.0  # Seconds.

log = logging.getLogger("guanxi.worker")


class Started(Protocol):
    """Something that is ready at some time."""

    @property
    def started(self) -> bool:
        """Tell whether it answers."""


def run_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run something to its end on the fastest event loop there is."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(work)


def calm_collector() -> None:
    """Spare what start-up made from every garbage collection to come, and collect less often.

    A list of fifty records makes some thousand objects; with Python's own threshold of 700 that was four collections
    a request and a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def allow_sockets() -> None:
    """Let this process have as many open files as it may: many systems begin with 1,024, fewer than its connections."""
    if resource is not None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard > 0 else 65_536, hard))


class WebServer(uvicorn.Server):
    """A server that a signal ends politely: uvicorn's own would kill us before the database has stopped."""

    @classmethod
    def on(cls, app: Litestar, settings: Settings) -> "WebServer":
        """Make the server for an application."""
        calm_collector()
        allow_sockets()
        config = uvicorn.Config(
            app,
            http=partial(Guarded, connections=Connections(settings.trusts)),  # type: ignore[arg-type] # as good as a class
            access_log=False,
            log_level="warning",
            log_config=None,
            server_header=False,
            proxy_headers=False,  # Whose forwarded headers count is for GUANXI_TRUSTED_PROXIES to say.
            timeout_graceful_shutdown=5,
        )
        return cls(config)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGINT and SIGTERM ask for an orderly end; a second one no longer waits for open requests."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)


async def run_worker(settings: Settings) -> None:
    """Run jobs until cancelled; those whose worker died are taken up again."""
    open_store(settings)
    warm_up_imports()
    jobs.register()
    rescue = asyncio.create_task(_rescue())
    try:
        while True:
            await _work()
            await asyncio.sleep(AGAIN_AFTER)
    finally:
        await end(rescue)


async def _work() -> None:
    """Run jobs until the queue's worker stops by itself, as it does for good when the database goes away."""
    try:
        # Signals are the web server's business.
        await queue.run_worker_async(
            concurrency=2, install_signal_handlers=False, shutdown_graceful_timeout=GRACE, delete_jobs="successful"
        )
    except Exception as error:
        log.warning("the worker stopped: %s", type(error).__name__)
    else:
        log.warning("the worker stopped")


async def _rescue() -> None:
    while True:
        try:
            rescued = await rescue_stalled()
            if rescued:
                log.warning("took up %s jobs whose worker had died", rescued)
            if closed := await close_given_up():
                log.warning("gave up %s jobs after many tries", closed)
        except Exception as error:
            log.warning("cannot look for stalled jobs: %s", type(error).__name__)
        await asyncio.sleep(RESCUE_EVERY)


async def keep_database(installation: Installation) -> None:
    """Start the built-in database again when it dies under us."""
    while installation.server is not None:
        await asyncio.sleep(LOOK_EVERY)
        try:
            if await asyncio.to_thread(installation.server.revive):
                log.warning("the database had stopped and was started again")
        except Exception as error:
            log.warning("cannot start the database: %s", type(error).__name__)


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel what runs beside the pages, and wait until it has ended.

    It is said again if need be: `asyncio.wait_for` of Python 3.11, in which the pools wait for a connection, loses a
    cancellation that comes in the same moment as the connection.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_AFTER)
    await asyncio.gather(*tasks, return_exceptions=True)


async def wait_for(server: Started) -> None:
    """Wait until a server answers."""
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody else
        await asyncio.sleep(0.02)

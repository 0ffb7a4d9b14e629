"""What runs beside the pages: the worker, the watch over the database, and the line that says we are ready."""

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from litestar import Litestar

from saas import jobs
from tenants.installation import Installation
from tenants.queue import queue, rescue_stalled
from tenants.settings import Settings

RESCUE_EVERY = 10.0  # Seconds.
LOOK_EVERY = 2.0  # Seconds.

log = logging.getLogger("guanxi.worker")


class WebServer(uvicorn.Server):
    """A server that a signal ends politely: uvicorn's own would kill us before the database has stopped."""

    @classmethod
    def on(cls, app: Litestar) -> "WebServer":
        """Make the server for an application."""
        config = uvicorn.Config(
            app,
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


async def run_worker() -> None:
    """Run jobs until cancelled; those whose worker died are taken up again."""
    jobs.register()
    rescue = asyncio.create_task(_rescue())
    try:
        # Signals are the web server's business; jobs in hand get a few seconds to finish.
        await queue.run_worker_async(
            concurrency=2, install_signal_handlers=False, shutdown_graceful_timeout=5, delete_jobs="successful"
        )
    finally:
        rescue.cancel()


async def _rescue() -> None:
    while True:
        try:
            rescued = await rescue_stalled()
            if rescued:
                log.warning("took up %s jobs whose worker had died", rescued)
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


async def say_ready(server: uvicorn.Server, settings: Settings) -> None:
    """Print the one line that scripts wait for."""
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody else
        await asyncio.sleep(0.02)
    print(f"Guanxi is ready: {settings.base_url}", flush=True)

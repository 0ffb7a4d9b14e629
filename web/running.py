"""What runs beside the pages: the worker, and the line that says we are ready."""

import asyncio
import logging

import uvicorn

from saas import jobs
from tenants.queue import queue, rescue_stalled
from tenants.settings import Settings

RESCUE_EVERY = 10.0  # Seconds.

log = logging.getLogger("guanxi.worker")


async def run_worker() -> None:
    """Run jobs until cancelled; those whose worker died are taken up again."""
    jobs.register()
    rescue = asyncio.create_task(_rescue())
    try:
        # Started from a server that handles signals itself; jobs in hand get a few seconds to finish.
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
        except Exception as error:  # noqa: BLE001 - the database may be away; we try again
            log.warning("cannot look for stalled jobs: %s", type(error).__name__)
        await asyncio.sleep(RESCUE_EVERY)


async def say_ready(server: uvicorn.Server, settings: Settings) -> None:
    """Print the one line that scripts wait for."""
    while not server.started:
        await asyncio.sleep(0.02)
    print(f"Guanxi is ready: {settings.base_url}", flush=True)

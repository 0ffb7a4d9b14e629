"""`guanxi worker`: run jobs only, beside a `guanxi serve --no-worker`."""

import asyncio
import logging
import signal
from pathlib import Path

import click

from saas.files.store import open_store
from saas.imports.intake import warm_up_imports
from tenants.queue import close_queue, open_queue
from web.cli.installation import installation_options, opened
from web.running import run_worker


@click.command()
@installation_options
def worker(data: Path | None, as_json: bool) -> None:
    """Run jobs until Ctrl-C."""
    logging.basicConfig(level="INFO", format="%(levelname)s %(name)s: %(message)s")
    asyncio.run(run(data))


async def run(data: Path | None) -> None:
    """Run jobs until a signal comes; those in hand get a few seconds to finish."""
    async with opened(data) as installation:
        open_store(installation.settings)
        warm_up_imports()
        await open_queue(installation.database)
        jobs = asyncio.create_task(run_worker())
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, jobs.cancel)
        try:
            await asyncio.gather(jobs, return_exceptions=True)
        finally:
            await close_queue()

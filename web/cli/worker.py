"""`guanxi worker`: run jobs only, beside a `guanxi serve --no-worker`."""

import asyncio
import signal
from pathlib import Path

import click

from saas.kit.logs import quiet_logs
from tenants.queue import close_queue, open_queue
from web.cli.installation import answer, installation_options, opened
from web.running import end, run_worker


@click.command()
@installation_options
def worker(data: Path | None, as_json: bool) -> None:
    """Run jobs until Ctrl-C."""
    asyncio.run(run(data, as_json=as_json))


async def run(data: Path | None, *, as_json: bool) -> None:
    """Run jobs until a signal comes; those in hand get a few seconds to finish."""
    async with opened(data) as installation:
        quiet_logs(installation.settings.log_level.upper())
        await open_queue(installation.database)
        signalled = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, signalled.set)
        tasks = [asyncio.create_task(run_worker(installation.settings)), asyncio.create_task(signalled.wait())]
        answer(as_json, {"status": "waiting"}, "Waiting for jobs. Ctrl-C stops.")
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(*tasks)
            await close_queue()

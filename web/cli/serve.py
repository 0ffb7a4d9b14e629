"""`guanxi serve`: web and worker in one process, on one data folder."""

import asyncio
import logging
import socket
from pathlib import Path

import click
import uvicorn

from tenants.installation import Installation
from tenants.queue import close_queue, open_queue
from tenants.settings import Settings
from web.app import create_app
from web.running import run_worker, say_ready


@click.command()
@click.option("--port", type=int, help="Port to listen on (8000).")
@click.option("--data", type=click.Path(path_type=Path), help="Folder for database, files and keys (./data).")
@click.option("--demo", is_flag=True, help="Create a company `demo` with a year of sales data.")
@click.option("--no-worker", is_flag=True, help="Serve pages only; run `guanxi worker` elsewhere.")
def serve(port: int | None, data: Path | None, demo: bool, no_worker: bool) -> None:
    """Serve pages and run jobs until Ctrl-C."""
    settings = Settings.from_environment(port=port, data=data)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    listener = listen(settings)
    installation = Installation.open(settings, own=True)
    try:
        installation.migrate()
        asyncio.run(run(installation, listener, worker=not no_worker))
    finally:
        listener.close()


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that a busy one is known at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.bind, settings.port))
    except OSError as error:
        listener.close()
        raise click.ClickException(f"Port {settings.port} cannot be used: {error.strerror}. Try --port.") from None
    return listener


async def run(installation: Installation, listener: socket.socket, *, worker: bool) -> None:
    """Run until a signal comes, then stop in order: web, worker, database."""
    app = create_app(installation.settings, installation.database)
    await open_queue(installation.database)
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, date_header=True)
    server = uvicorn.Server(config)
    jobs = asyncio.create_task(run_worker()) if worker else None
    announcing = asyncio.create_task(say_ready(server, installation.settings))
    try:
        await server.serve(sockets=[listener])
    finally:
        announcing.cancel()
        if jobs:
            jobs.cancel()
            await asyncio.gather(jobs, return_exceptions=True)
        await close_queue()
        await installation.close()

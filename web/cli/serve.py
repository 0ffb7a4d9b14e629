"""`guanxi serve`: web and worker in one process, on one data folder."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe

import click

from saas.doctor.examination import startup_warnings
from saas.kit.errors import Refusal
from saas.kit.i18n import use_locale
from saas.kit.logs import quiet_logs
from tenants.address import note_address
from tenants.embedded import DatabaseDidNotStart
from tenants.installation import Installation
from tenants.opening import DatabaseAway
from tenants.queue import close_queue, open_queue
from tenants.settings import BadSetting, Settings
from web.app import create_app
from web.cli.demo import answer_demo, make_demo
from web.cli.installation import answer
from web.pages.outbox.token import printed_address
from web.processes import WebProcesses
from web.running import Started, WebServer, end, keep_database, run_loop, run_worker, wait_for


@click.command()
@click.option("--port", type=int, help="Port to listen on (8000).")
@click.option("--data", type=click.Path(path_type=Path), help="Folder for database, files and keys (./data).")
@click.option("--demo", is_flag=True, help="Create a company `demo` with a year of sales data.")
@click.option("--no-worker", is_flag=True, help="Serve pages only; run `guanxi worker` elsewhere.")
@click.option("--processes", type=int, help="Web processes, beside one for the jobs (1: all in one process).")
@click.option("--json", "as_json", is_flag=True, help="Say in JSON, a line each, what is ready and what has stopped.")
def serve(
    port: int | None, data: Path | None, demo: bool, no_worker: bool, processes: int | None, as_json: bool
) -> None:
    """Serve pages and run jobs until Ctrl-C."""
    try:
        settings = with_outbox(Settings.from_environment(port=port, data=data, processes=processes))
        quiet_logs(settings.log_level.upper())
        with suppress(KeyboardInterrupt), listen(settings) as listener, opened(settings) as installation:
            installation.migrate()
            note_address(settings)
            run_loop(run(installation, listener, worker=not no_worker, demo=demo, as_json=as_json))
    except (BadSetting, DatabaseDidNotStart, DatabaseAway) as error:
        raise click.ClickException(str(error)) from None
    except Refusal as refusal:
        with use_locale("en"):
            raise click.ClickException(refusal.sentence) from None
    answer(as_json, {"status": "stopped"}, "Guanxi has stopped.")


@contextmanager
def opened(settings: Settings) -> Iterator[Installation]:
    """Open the installation, and leave no database running whatever happens before the server answers."""
    # Until the web server has its own handlers, `systemctl stop` is to end us like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    installation = Installation.open(settings, own=True)
    try:
        yield installation
    finally:
        installation.stop()


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that a busy one is known at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit this; without it the second part of an answer waits 40 ms for the first one's receipt.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((settings.bind, settings.port))
    except OSError as error:
        listener.close()
        raise click.ClickException(f"Port {settings.port} cannot be used: {error.strerror}. Try --port.") from None
    return listener


async def run(
    installation: Installation, listener: socket.socket, *, worker: bool, demo: bool = False, as_json: bool = False
) -> None:
    """Run until a signal comes, then stop in order: web, worker, database."""
    async with AsyncExitStack() as endings:
        endings.push_async_callback(installation.close)
        for finding in await startup_warnings(installation.settings):
            click.echo(f"{finding.sentence} {finding.what_to_do}", err=True)
        await open_queue(installation.database)
        endings.push_async_callback(close_queue)
        if demo:
            answer_demo(as_json, *await make_demo(installation))
        server = web_server(installation)
        beside = [say_ready(server, installation.settings, as_json=as_json), keep_database(installation)]
        tasks = [
            asyncio.create_task(each) for each in [*beside, *([run_worker(installation.settings)] if worker else [])]
        ]
        endings.push_async_callback(end, *tasks)
        await server.serve(sockets=[listener])


def with_outbox(settings: Settings) -> Settings:
    """Make the token of the local outbox, new at each start; with a mail server there is no outbox."""
    return settings if settings.smtp_url else replace(settings, outbox_token=token_urlsafe(24))


async def say_ready(server: Started, settings: Settings, *, as_json: bool) -> None:
    """Print where the outbox is, which opens with nothing else, and the one line that scripts wait for."""
    await wait_for(server)
    outbox = printed_address(settings)
    if outbox and not as_json:
        click.echo(f"Without a mail server, mail waits here until the next start: {outbox}")
    said = {"status": "ready", "url": settings.base_url} | ({"outbox": outbox} if outbox else {})
    answer(as_json, said, f"Guanxi is ready: {settings.base_url}")


def web_server(installation: Installation) -> WebServer | WebProcesses:
    """Make what answers requests: this process, or children of it."""
    if installation.settings.processes > 1:
        return WebProcesses(installation, installation.settings.processes)
    return WebServer.on(create_app(installation.settings, installation.database), installation.settings)

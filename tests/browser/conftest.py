"""The product as people meet it: `guanxi serve` in a process of its own, and a real Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

ROOT = Path(__file__).parents[2]
GUANXI = (sys.executable, "-c", "from web.cli import main; main()")
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
STDERR = 2


WAYS = {
    "one process": (("serve",),),
    "two web processes": (("serve", "--processes", "2"),),
    "a worker apart": (("serve", "--no-worker"), ("worker",)),
}
"""How people run it: the commands of each way, the first of which serves."""
every_way = pytest.mark.parametrize("served", WAYS, indirect=True, scope="session")


@dataclass
class Served:
    """A running installation."""

    processes: list[subprocess.Popen[str]]
    data: Path
    port: int
    outbox: str = ""
    """The address that was printed at start and opens the local outbox."""

    @property
    def url(self) -> str:
        """Give the address of the bare host."""
        return f"http://localhost:{self.port}"

    def workspace(self, label: str) -> str:
        """Give the address of a company."""
        return f"http://{label}.localhost:{self.port}"

    def guanxi(self, *words: str) -> str:
        """Run a verb of the command line beside the server and give what it prints."""
        done = subprocess.run(
            [*GUANXI, *words],
            cwd=ROOT,
            env=environment(self.data, self.port),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGABRT)  # Where every thread is goes to what pytest shows of the failure.
                raise


def environment(data: Path, port: int) -> dict[str, str]:
    """Give the process the data folder, and no settings that a developer happens to have."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GUANXI_")}
    return kept | {
        "GUANXI_DATA": str(data),
        "GUANXI_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONFAULTHANDLER": "1",
    }


def start(data: Path, way: str = "one process") -> Served:
    """Start an installation and wait until all of it says that it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = Served([], data, port)
    try:
        for command in WAYS[way]:
            process, said = _run(command, environment(data, port))
            served.processes.append(process)
            served.outbox = next((word for word in said.split() if "/outbox?token=" in word), served.outbox)
    except BaseException:
        served.stop()
        raise
    return served


def _run(command: tuple[str, ...], environ: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [*GUANXI, *command], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(("Guanxi is ready", "Waiting for jobs")):
            # Somebody must read on, or the process waits for room to write; pytest shows it when a test fails.
            subprocess.Popen(["cat"], stdin=process.stdout, stdout=STDERR)
            return process, "".join(said)
    raise AssertionError(f"{' '.join(command)} did not start:\n" + "".join(said))


@pytest.fixture(scope="session")
def installations() -> Iterator[dict[str, Served]]:
    """Installations that were started, by the way they run; each has the built-in server."""
    started: dict[str, Served] = {}
    yield started
    for served in started.values():
        served.stop()
        shutil.rmtree(served.data, ignore_errors=True)


@pytest.fixture(scope="session")
def served(request: pytest.FixtureRequest, installations: dict[str, Served]) -> Served:
    """An installation for all walks, run in one process unless a test says otherwise."""
    way = getattr(request, "param", "one process")
    if way not in installations:
        data = Path(tempfile.mkdtemp(prefix="guanxi-walk-"))
        data.chmod(0o711)
        installations[way] = start(data, way)
    return installations[way]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, or whatever stands in for it."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile of its own, in Chinese, that fails the test on any error a page reports."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    """A tab."""
    return await context.new_page()

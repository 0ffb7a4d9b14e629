"""How long the samples take from upload to done, through the real server. Run: `python tests/bench/bench_import.py`.

The floor, measured in the same run and on the same PostgreSQL: calamine (the csv module for the one CSV) reads every
cell, and COPY loads them as text into a table without an index. Nothing is looked at, normalised, compared, encrypted,
searchable, remembered or logged there.
"""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
import psycopg
from python_calamine import CalamineWorkbook

from tenants.embedded import EmbeddedServer

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("GUANXI_SAMPLES", ROOT.parent / "shared" / "samples"))
LONGEST, WORST = 10.0, 4.0  # Seconds, and times the floor.
SETTLING = 6.0  # Seconds in which the indexes of the import before are tidied.
GUANXI = (sys.executable, "-c", "from web.cli import main; main()")
PASSWORD = "Grün-Tisch-77"


def files() -> list[Path]:
    """List the sample files."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in (".xlsx", ".csv"))


def floor(url: str) -> float:
    """Read every cell and load it as text; give the seconds."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE floor ({', '.join(f'c{n} text' for n in range(13))})")
        started = perf_counter()
        sheets = [cells(path) for path in files()]
        with connection.cursor().copy("COPY floor FROM STDIN") as copy:
            for rows in sheets:
                for row in rows:
                    copy.write_row([str(cell).replace("\0", "") for cell in row[:13]])
        taken = perf_counter() - started
        connection.execute("DROP TABLE floor")
    return taken


def cells(path: Path) -> list[list[Any]]:
    """Read a file's first sheet, and do nothing with it."""
    if path.suffix == ".xlsx":
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    with path.open(encoding="gb18030", newline="") as file:
        return list(csv.reader(file))


class Server:
    """`guanxi serve` in a process of its own, on a data folder that goes away."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GUANXI_")}
        self.environ = kept | {"GUANXI_DATA": str(data), "GUANXI_PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [*GUANXI, "serve", *options], cwd=ROOT, env=self.environ, stdout=pipe, text=True
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if "is ready" in line:
                break

    def guanxi(self, *words: str) -> Any:
        """Run a verb and give its JSON."""
        command = [*GUANXI, *words, "--json"]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    def company(self, label: str) -> httpx.Client:
        """Found a company and give a client that speaks for its owner."""
        email = f"owner@{label}.cn"
        owner = ("--owner-email", email, "--owner-password", PASSWORD)
        self.guanxi("tenant", "create", "--name", "恒泽", "--host", label, *owner)
        token = self.guanxi("token", "create", "--tenant", label, "--user", email, "--name", "bench")["token"]
        headers = {"host": f"{label}.localhost:{self.port}", "authorization": f"Bearer {token}"}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=120)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def bring(client: httpx.Client) -> tuple[float, dict[str, Any]]:
    """Upload all files and wait until they are imported; give the seconds and the job."""
    sent = [("file", (path.name, path.read_bytes())) for path in files()]
    started = perf_counter()
    answer = client.post("/api/v1/forms/customer/imports", files=sent)
    answer.raise_for_status()
    job = answer.json()
    while job["status"] in ("queued", "running"):
        sleep(0.1)
        job = client.get(f"/api/v1/jobs/{job['id']}").json()
    if job["status"] != "done":
        raise RuntimeError(f"the import did not end well: {job}")
    return perf_counter() - started, job


def main(rounds: int) -> int:
    """Measure floor and import in turn; exit 1 when the import is too slow."""
    ours: list[float] = []
    floors: list[float] = []
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        os.chmod(folder, 0o711)
        server = Server(Path(folder) / "data")
        try:
            url = EmbeddedServer.start_or_join(Path(folder) / "data").url
            for n in range(rounds):
                floors.append(floor(url))
                seconds, job = bring(server.company(f"bench{n}"))
                ours.append(seconds)
                sleep(SETTLING)
                print(f"floor {floors[-1]:.2f} s, import {seconds:.2f} s: {job['status']} {job['counts']}")
        finally:
            server.stop()
    ratio = median(ours) / median(floors)
    print(f"import {median(ours):.2f} s (at most {LONGEST:.0f}), {ratio:.1f} × the floor (at most {WORST:.0f})")
    return int(median(ours) > LONGEST or ratio > WORST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))

"""When the database goes away, people get a calm page, and everything is there again afterwards."""

import os
import shutil
import signal
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.conftest import start

DEADLINE = 30.0  # Seconds.


def status(address: str) -> tuple[int, str]:
    """Ask for a page and give its status and text, whatever it is."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_database_dies_and_comes_back() -> None:
    data = Path(tempfile.mkdtemp(prefix="guanxi-outage-"))
    data.chmod(0o711)
    served = start(data)
    try:
        assert status(f"{served.url}/readyz")[0] == 200
        [pid, *_] = next(data.rglob("postmaster.pid")).read_text().split()
        os.kill(int(pid), signal.SIGKILL)
        code, text = status(f"{served.url}/readyz")
        assert code in (200, 503)
        assert "Traceback" not in text
        assert status(f"{served.url}/healthz")[0] == 200
        end = time.monotonic() + DEADLINE
        while status(f"{served.url}/readyz")[0] != 200:
            assert time.monotonic() < end, "the database did not come back"
    finally:
        served.stop()
        shutil.rmtree(data, ignore_errors=True)

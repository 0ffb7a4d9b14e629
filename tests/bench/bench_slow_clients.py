"""What 200 slow clients of one company do to the pages of another.

Run: `python tests/bench/bench_slow_clients.py`. The clients send heads, forms, JSON and uploads that never end, or ask
for exports and lists and read nothing. All are on this machine, as is who asks for the other company's list meanwhile.
The floor is the same list, asked for in the same run before the slow ones came; the ratio must stay below 2.
"""

import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
import orjson

from tests.browser.conftest import Served, start

SLOW = 200
ROUNDS = 60
RATIO = 2.0
CUSTOMERS = 1_000


def main() -> int:
    """Measure, print and tell whether the promise holds."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        Path(folder).chmod(0o711)
        served = start(Path(folder) / "data")
        try:
            tokens = {label: company(served, label) for label in ("acme", "other")}
            before = listed(served, tokens["other"])
            slow = [begin(served.port, sent) for sent in islice(wrongs(served, tokens["acme"]), SLOW)]
            rush = listed(served, tokens["other"])
            during = listed(served, tokens["other"])
            for each in slow:
                each.close()
        finally:
            served.stop()
    ratio = during / before
    print(f"list of another company: {before * 1000:.2f} ms alone, {during * 1000:.2f} ms beside {SLOW} slow clients,")
    print(f"ratio {ratio:.2f} (below {RATIO:g}); {rush * 1000:.2f} ms while what they asked for was made")
    return int(ratio >= RATIO)


def company(served: Served, label: str) -> str:
    """Make a company with customers and give its owner's token."""
    owner = ("--owner-email", f"o@{label}.cn", "--owner-password", "Guanxi-2026!x")
    served.guanxi("tenant", "create", "--name", label, "--host", label, *owner)
    said = served.guanxi("token", "create", "--tenant", label, "--user", f"o@{label}.cn", "--name", "b", "--json")
    token: str = orjson.loads(said)["token"]
    with client(served, label, token) as api:
        for at in range(0, CUSTOMERS, 100):
            values = [{"op": "create", "values": {"name": f"客户{n}", "note": "长" * 900}} for n in range(at, at + 100)]
            api.post("/api/v1/forms/customer/records/batch", json={"operations": values}).raise_for_status()
    return token


def client(served: Served, label: str, token: str) -> httpx.Client:
    """Make a client of a company."""
    headers = {"host": f"{label}.localhost:{served.port}", "authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"http://127.0.0.1:{served.port}", headers=headers, timeout=30)


def listed(served: Served, token: str) -> float:
    """Ask for the other company's list and give the median of the seconds."""
    with client(served, "other", token) as api:
        times = []
        for _ in range(ROUNDS):
            start = perf_counter()
            api.get("/api/v1/forms/customer/records?page_size=50&fields=name").raise_for_status()
            times.append(perf_counter() - start)
    return median(times[5:])


def wrongs(served: Served, token: str) -> Iterator[bytes]:
    """Write what slow clients send, one of each sort after the other."""
    host = f"Host: acme.localhost:{served.port}\r\n"
    bearer = f"Authorization: Bearer {token}\r\n"
    body = "Content-Length: 100000\r\n\r\nx"
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    parts = "Content-Type: multipart/form-data; boundary=x\r\n"
    records = "/api/v1/forms/customer/records"
    while True:
        yield b"GET /login HTTP/1.1\r\nX-Slow: "
        yield f"POST /preferences HTTP/1.1\r\n{host}X-CSRFToken: x\r\nCookie: csrf=x\r\n{form}{body}".encode()
        yield f"POST /login HTTP/1.1\r\n{host}{form}{body}".encode()
        yield f"POST {records} HTTP/1.1\r\n{host}{bearer}{body}".encode()
        yield f"POST /api/v1/forms/customer/imports HTTP/1.1\r\n{host}{bearer}{parts}{body}".encode()
        yield f"GET /api/v1/forms/customer/export?format=csv HTTP/1.1\r\n{host}{bearer}\r\n".encode()
        yield f"GET {records}?page_size=500 HTTP/1.1\r\n{host}{bearer}\r\n".encode()


def begin(port: int, sent: bytes) -> socket.socket:
    """Open a connection with a small window, send the beginning, and read nothing."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    opened.connect(("127.0.0.1", port))
    with suppress(OSError):
        opened.sendall(sent)
    return opened


if __name__ == "__main__":
    sys.exit(main())

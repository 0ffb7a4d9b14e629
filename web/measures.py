"""What every process counts about the requests that it answers, for Prometheus.

Several web processes count into files of one folder, from which any of them tells all. PROMETHEUS_MULTIPROC_DIR names
it and must be set before prometheus_client is imported, which is why the parent of the processes sets it.
"""

import os
import tempfile
from pathlib import Path
from time import perf_counter

from litestar.types import HTTPScope, Message, Send
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# No registry: what is told is put together at every scrape.
REQUESTS = Histogram(
    "guanxi_http_request_duration_seconds",
    "Seconds from a request's arrival to the beginning of its answer.",
    ("method", "route", "status"),
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=None,
)


def measured(scope: HTTPScope, send: Send) -> Send:
    """Count a request when its answer begins; a stream of events may then go on for as long as it likes."""
    began = perf_counter()
    method = scope["method"] if scope["method"] in METHODS else "other"  # Visitors may make methods up.

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            # The route as it was declared, never the path: paths hold ids, and there is no end of them.
            route = scope.get("path_template") or "none"
            REQUESTS.labels(method, route, str(message["status"])).observe(perf_counter() - began)
        await send(message)

    return sending


def share_measures() -> Path:
    """Let the processes that are started from here on count together, and give the folder, to be removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-measures-"))
    os.environ[FOLDER] = str(folder)
    return folder


def registry_with(*collectors: Collector) -> CollectorRegistry:
    """Put together what all processes have counted and what else is to be told."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
    for each in collectors:
        registry.register(each)
    return registry

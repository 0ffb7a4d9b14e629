"""The installation's figures in Prometheus' terms."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from tenants.figures import Figures


class Told(Collector):
    """Tells figures that were read before; without any, that the database cannot be reached."""

    def __init__(self, figures: Figures | None) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Give each figure as a family."""
        figures = self._figures
        yield GaugeMetricFamily("guanxi_database_up", "1 while the database answers.", value=float(figures is not None))
        if figures is None:
            return
        for name, about, counts in (
            ("guanxi_companies", "Companies by status.", figures.companies),
            ("guanxi_jobs", "Jobs in the queue by state.", figures.jobs),
            ("guanxi_database_connections", "Connections of all our processes by state.", figures.connections),
        ):
            family = GaugeMetricFamily(name, about, labels=("state",))
            for state, count in counts.items():
                family.add_metric((state,), count)
            yield family
        most = "Connections that the database server accepts, ours and others'."
        yield GaugeMetricFamily("guanxi_database_connections_limit", most, value=figures.most_connections)

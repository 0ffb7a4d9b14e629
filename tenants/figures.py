"""Figures about the installation as a whole, for whoever watches it; no company's data."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from tenants.sessions import PlatformSession

# A worker takes jobs up within seconds; one that is due later is not waiting.
QUERIES = {
    "companies": "SELECT status, count(*) FROM platform.companies WHERE status <> 'deleted' GROUP BY status",
    "jobs": """
        SELECT CASE WHEN status = 'todo' AND scheduled_at > now() THEN 'scheduled' WHEN status = 'todo' THEN 'waiting'
            WHEN status = 'doing' THEN 'running' ELSE 'failed' END AS state, count(*)
        FROM queue.procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed', 'aborted') GROUP BY state""",
    "connections": """
        SELECT CASE WHEN state LIKE 'idle in transaction%' THEN 'idle_in_transaction' WHEN state = 'idle' THEN 'idle'
            ELSE 'active' END AS kind, count(*)
        FROM pg_stat_activity WHERE datname = current_database() AND usename = session_user GROUP BY kind""",
    "most_connections": "SELECT 'most', current_setting('max_connections')::int",
}
STATES = {
    "companies": ("active", "suspended"),
    "jobs": ("waiting", "scheduled", "running", "failed"),
    "connections": ("active", "idle", "idle_in_transaction"),
}


@dataclass(frozen=True)
class Figures:
    """How many there are of each, by state; a state without any is there with 0."""

    companies: Mapping[str, int]
    jobs: Mapping[str, int]
    connections: Mapping[str, int]
    most_connections: int
    """How many connections the server accepts, ours and others'."""


async def read_figures(db: PlatformSession) -> Figures:
    """Count companies, jobs and the connections of all our processes."""
    found: dict[str, dict[str, int]] = {}
    for name, query in QUERIES.items():
        rows = await db.execute(text(query))
        found[name] = dict.fromkeys(STATES.get(name, ()), 0) | {row[0]: row[1] for row in rows}
    most = found.pop("most_connections")["most"]
    return Figures(**found, most_connections=most)

"""Whether every company's operation log is still sealed."""

from psycopg import IsolationLevel, sql

from saas.doctor.check import Check, Finding, fail, ok
from saas.doctor.database import NotRunning, Unreachable, connected
from saas.kit.i18n import _, listed
from tenants.settings import Settings

HEADS = """
SELECT c.id, c.label, h.n, h.hash FROM platform.companies c JOIN platform.audit_heads h ON h.company_id = c.id
WHERE c.status <> 'deleted' ORDER BY c.number
"""
LAST = sql.SQL("SELECT n, hash FROM {}.operation_seals ORDER BY n DESC LIMIT 1")


class LogSeals(Check):
    """Do the seals of each log end where the platform last saw them?"""

    name = "log_seals"

    async def run(self, settings: Settings) -> Finding:
        """Compare the last seal of each company with the head that the platform keeps."""
        try:
            async with connected(settings) as connection:
                # Heads and seals as they were at one moment: they are sealed meanwhile.
                await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
                stopped = []
                for id, label, n, hash in await (await connection.execute(HEADS)).fetchall():
                    last = await connection.execute(LAST.format(sql.Identifier(f"w_{id}")))
                    if await last.fetchone() != (n, hash):
                        stopped.append(label)
        except (NotRunning, Unreachable):
            return ok(_("The operation logs cannot be looked at while PostgreSQL does not answer."))
        if stopped:
            return fail(
                _("The operation log is no longer sealed: %(companies)s.", companies=listed(stopped)),
                _("Its seals do not end where they were last seen. Export it, keep it, and find out who had access."),
            )
        return ok(_("Every operation log is sealed up to its newest lines."))

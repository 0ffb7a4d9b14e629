"""The schedule that seals every company's log, once a minute."""

import logging

from sqlalchemy import func, select, text

from saas.audit.seal import AuditHead, HeadsDiffer, seal_company
from tenants.companies import Company, CompanyRow, as_company
from tenants.queue import open_database, queue
from tenants.sessions import PlatformSession

log = logging.getLogger("guanxi.audit")

TAKEN = text("""
  SELECT schemaname, last_value FROM pg_sequences WHERE sequencename = 'operation_log_id_seq' AND last_value IS NOT NULL
""").columns(schemaname=CompanyRow.id.type, last_value=AuditHead.n.type)


async def companies_to_seal(platform: PlatformSession) -> list[Company]:
    """List companies whose log may have unsealed lines, without visiting any: ids were taken that are not settled."""
    taken = TAKEN.subquery()
    query = (
        select(CompanyRow)
        .join(taken, taken.c.schemaname == "w_" + CompanyRow.id)
        .outerjoin(AuditHead, AuditHead.company_id == CompanyRow.id)
        .where(CompanyRow.status != "deleted", taken.c.last_value > func.coalesce(AuditHead.settled, 0))
        .order_by(CompanyRow.number)
    )
    return [as_company(row) for row in (await platform.execute(query)).scalars()]


@queue.periodic(cron="* * * * *")
@queue.task(name="audit.seal", lock="audit.seal", queueing_lock="audit.seal")
async def seal_logs(timestamp: int) -> None:
    """Seal what is new in every company's log. A company whose log was tampered with does not hold up the others."""
    database = open_database()
    async with database.platform() as platform:
        companies = await companies_to_seal(platform)
    for company in companies:
        try:
            await seal_company(database, company)
        except HeadsDiffer:
            log.critical(
                "the operation log of %s does not end where it was last sealed: it is no longer sealed", company.id
            )
        except Exception as error:
            log.warning("cannot seal the operation log of %s: %s", company.id, type(error).__name__)

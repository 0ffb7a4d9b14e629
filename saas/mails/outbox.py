"""The local outbox: what would have been sent, for whoever tries Guanxi out without a mail server."""

from sqlalchemy import select

from saas.mails.model import Mail
from tenants.sessions import PlatformSession

SHOWN = 50


async def outbox_mails(db: PlatformSession) -> list[Mail]:
    """List the mails that wait for a mail server, the newest first."""
    query = select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.id.desc()).limit(SHOWN)
    return list((await db.execute(query)).scalars())

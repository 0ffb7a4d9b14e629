"""Hand a letter in, as part of the change that causes it: no change, no mail."""

from sqlalchemy import Insert, insert, text

from saas.mails.letter import Letter
from saas.mails.model import Mail
from tenants.queue import Deferred, queue
from tenants.sessions import PlatformSession, TenantSession

SEND = "mails.send"


def post_mail(db: TenantSession, letter: Letter) -> None:
    """Send a letter when this company's transaction commits."""
    db.write_on_platform(_insert(letter))
    db.defer(Deferred(SEND))


async def post_mail_from_platform(db: PlatformSession, letter: Letter) -> None:
    """Send a letter when this platform transaction commits."""
    await db.execute(_insert(letter))
    # Platform tables are always named with their schema, so the queue's own may lead the way from here.
    await db.execute(text("SELECT set_config('search_path', 'queue', true)"))
    raw = (await (await db.connection()).get_raw_connection()).driver_connection
    await queue.configure_task(SEND, connection=raw).defer_async()


def _insert(letter: Letter) -> Insert:
    return insert(Mail).values(recipient=letter.recipient, subject=letter.subject, body=letter.body)

"""Send mail: at once when one was posted, and every minute those that had to wait."""

from saas.mails.post import SEND
from saas.mails.send import forget_old_mails, send_due_mails
from tenants.queue import open_database, queue
from tenants.settings import Settings


@queue.periodic(cron="* * * * *")
@queue.task(name=SEND)
async def send_mails(timestamp: int = 0, company: str = "") -> None:
    """Send what is due, when there is a mail server; without one the local outbox shows it."""
    settings = Settings.from_environment()
    if settings.mail_server:
        await send_due_mails(open_database(), settings.mail_server, settings.mail_from)


@queue.periodic(cron="17 3 * * *")
@queue.task(name="mails.forget")
async def forget_mails(timestamp: int) -> None:
    """Delete old mails once a day."""
    await forget_old_mails(open_database())

"""Hand due mails to the mail server, one transaction each, later and later after each failure."""

import logging
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

import aiosmtplib
from sqlalchemy import delete, select

from saas.kit.clock import now
from saas.mails.model import Mail
from tenants.engines import Database
from tenants.mail_server import MailServer

PATIENCE = 30.0  # Seconds for the whole conversation about one mail.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
TRIES = 12
STALE = timedelta(days=2)  # What waited longer, as in a local outbox, surprises whoever sets a mail server up.
KEPT = timedelta(days=14)

log = logging.getLogger("guanxi.mails")


async def send_due_mails(database: Database, server: MailServer, sender: str) -> int:
    """Send every mail that is due and tell how many went out; those that fail are tried again later."""
    sent = 0
    while (outcome := await _send_next(database, server, sender)) is not None:
        sent += outcome
    return sent


async def forget_old_mails(database: Database) -> None:
    """Delete what was written two weeks ago, sent or not."""
    async with database.platform() as db:
        await db.execute(delete(Mail).where(Mail.created_at < now() - KEPT))
        await db.commit()


async def _send_next(database: Database, server: MailServer, sender: str) -> bool | None:
    async with database.platform() as db:
        due = select(Mail).where(Mail.sent_at.is_(None), Mail.next_at <= now(), Mail.created_at > now() - STALE)
        # Locked until it is sent, and skipped by other workers: nobody gets the same mail twice.
        query = due.order_by(Mail.next_at).limit(1).with_for_update(skip_locked=True)
        mail = (await db.execute(query)).scalar_one_or_none()
        if mail is None:
            return None
        mail.attempts += 1
        try:
            await _hand_in(server, compose(mail, sender))
        except (aiosmtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
            _postpone(mail, error)
        else:
            # The secrets in it have done their work here.
            mail.sent_at, mail.error, mail.body = now(), None, ""
        await db.commit()
        return mail.sent_at is not None


def compose(mail: Mail, sender: str) -> EmailMessage:
    """Write a mail the way servers take it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(f"mail-{mail.id}", domain=parseaddr(sender)[1].rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


async def _hand_in(server: MailServer, message: EmailMessage) -> None:
    await aiosmtplib.send(
        message,
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls == "implicit",
        start_tls={"starttls": True, "none": False}.get(server.tls),
        timeout=PATIENCE,
    )


def _postpone(mail: Mail, error: Exception) -> None:
    refused = isinstance(error, aiosmtplib.SMTPRecipientsRefused) and all(r.code >= 500 for r in error.recipients)
    mail.error = f"{type(error).__name__}: {error}"[:300]
    pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
    mail.next_at = None if refused or mail.attempts >= TRIES else now() + pause
    if mail.next_at is None:
        mail.body = ""  # Nobody will be sent the links in it.
    # Neither the address nor the text: this is for the operator's log.
    log.warning("mail %s was not sent (try %s): %s", mail.id, mail.attempts, type(error).__name__)

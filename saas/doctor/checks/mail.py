"""The mail server."""

import aiosmtplib

from saas.doctor.check import Check, Finding, fail, ok, warn
from saas.kit.i18n import _
from tenants.mail_server import MailServer
from tenants.settings import Settings

START_TLS = {"starttls": True, "none": False}


class Mail(Check):
    """Does mail leave the house?"""

    name = "mail"

    async def run(self, settings: Settings) -> Finding:
        """Greet the mail server and log in, without sending anything."""
        server = settings.mail_server
        if server is None:
            return warn(
                _("No mail server is set: mails go to the local outbox only."),
                _("Set GUANXI_SMTP_URL, for example smtp://user:password@mail.example.com:587?tls=starttls"),
            )
        try:
            await _greet(server)
        except (aiosmtplib.SMTPException, OSError) as error:
            return fail(
                _("The mail server %(host)s does not take our mail: %(error)s", host=server.host, error=_words(error)),
                _("Check GUANXI_SMTP_URL and that the server can be reached from here."),
            )
        return ok(_("The mail server %(host)s answers.", host=server.host))


async def _greet(server: MailServer) -> None:
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "implicit",
        start_tls=START_TLS.get(server.tls) if server.tls != "implicit" else False,
        timeout=5,
    )
    async with client:
        await client.ehlo()
        if server.user is not None:
            await client.login(server.user, server.password or "")


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0]

"""Sending mail to a real SMTP server of our own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import delete, select, update

from saas.kit.clock import frozen, now
from saas.mails.letter import Letter, write_letter
from saas.mails.model import Mail
from saas.mails.outbox import outbox_mails
from saas.mails.post import post_mail, post_mail_from_platform
from saas.mails.send import TRIES, forget_old_mails, send_due_mails
from tenants.engines import Database
from tenants.mail_server import MailServer
from tests.conftest import World

SENDER = "Guanxi <no-reply@guanxi.example>"


class Mailbox:
    """Keeps what arrives; refuses what it is told to."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any) -> str:
        if not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(to)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.kept.append(message_from_bytes(envelope.content or b"", policy=policy.default))
        return "250 OK"


@pytest.fixture
async def post(database: Database) -> AsyncIterator[tuple[Mailbox, MailServer]]:
    """An SMTP server, with no mail left from other tests."""
    async with database.platform() as db:
        await db.execute(delete(Mail))
        await db.commit()
    mailbox = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mailbox), "127.0.0.1", 0)
    yield mailbox, MailServer("127.0.0.1", server.sockets[0].getsockname()[1], "none")
    server.close()


async def hand_in(database: Database, letter: Letter) -> int:
    async with database.platform() as db:
        await post_mail_from_platform(db, letter)
        await db.commit()
        return (await db.execute(select(Mail.id).order_by(Mail.id.desc()).limit(1))).scalar_one()


async def find(database: Database, id: int) -> Mail:
    async with database.platform() as db:
        return (await db.execute(select(Mail).where(Mail.id == id))).scalar_one()


async def test_a_letter_arrives_as_it_was_written(database: Database, post: tuple[Mailbox, MailServer]) -> None:
    mailbox, server = post
    id = await hand_in(database, write_letter("a@b.cn", "确认开通“恒泽”", "安然，您好：", "http://acme.localhost/x"))
    assert await send_due_mails(database, server, SENDER) == 1
    mail = mailbox.kept[0]
    assert (mail["to"], mail["subject"], mail["from"]) == ("a@b.cn", "确认开通“恒泽”", SENDER)
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"].endswith("@guanxi.example>")
    assert "http://acme.localhost/x" in mail.get_content()
    sent = await find(database, id)
    assert sent.sent_at
    assert sent.body == ""
    assert await send_due_mails(database, server, SENDER) == 0


async def test_a_companys_mail_goes_out_with_its_change_only(
    database: Database, world: World, post: tuple[Mailbox, MailServer]
) -> None:
    mailbox, server = post
    async with database.tenant(world.company) as db:
        post_mail(db, write_letter("rolled@back.cn", "no", "no"))
        await db.rollback()
        await db.begin_again()
        post_mail(db, write_letter("a@b.cn", "yes", "yes"))
        await db.commit()
    await send_due_mails(database, server, SENDER)
    assert [mail["to"] for mail in mailbox.kept] == ["a@b.cn"]


async def test_a_name_with_line_breaks_adds_no_header(database: Database, post: tuple[Mailbox, MailServer]) -> None:
    mailbox, server = post
    await hand_in(database, write_letter("a@b.cn", "Hello\r\nBcc: victim@x.cn", "text"))
    await send_due_mails(database, server, SENDER)
    assert mailbox.kept[0]["bcc"] is None
    assert mailbox.kept[0]["subject"] == "Hello Bcc: victim@x.cn"


async def test_a_server_that_is_away_is_tried_again_later_and_later(database: Database, post: Any) -> None:
    mailbox, server = post
    id = await hand_in(database, write_letter("a@b.cn", "s", "t"))
    away = MailServer("127.0.0.1", 1, "none")
    assert await send_due_mails(database, away, SENDER) == 0
    first = await find(database, id)
    assert first.next_at
    assert timedelta(seconds=50) < first.next_at - now() < timedelta(seconds=70)
    assert await send_due_mails(database, server, SENDER) == 0
    with frozen(now() + timedelta(minutes=2)):
        assert await send_due_mails(database, away, SENDER) == 0
        second = await find(database, id)
        assert second.next_at
        assert second.next_at - now() == timedelta(minutes=2)
    with frozen(now() + timedelta(minutes=5)):
        assert await send_due_mails(database, server, SENDER) == 1
    assert len(mailbox.kept) == 1


async def test_after_many_tries_nobody_tries_again(database: Database, post: Any) -> None:
    id = await hand_in(database, write_letter("a@b.cn", "s", "t"))
    async with database.platform() as db:
        await db.execute(update(Mail).values(attempts=TRIES - 1))
        await db.commit()
    await send_due_mails(database, MailServer("127.0.0.1", 1, "none"), SENDER)
    given_up = await find(database, id)
    assert given_up.next_at is None
    assert given_up.error


async def test_an_address_that_the_server_refuses_is_given_up_at_once(database: Database, post: Any) -> None:
    mailbox, server = post
    mailbox.answer = "550 no such mailbox"
    id = await hand_in(database, write_letter("nobody@b.cn", "s", "t"))
    await send_due_mails(database, server, SENDER)
    assert (await find(database, id)).next_at is None


async def test_a_full_mailbox_is_tried_again(database: Database, post: Any) -> None:
    mailbox, server = post
    mailbox.answer = "452 mailbox full"
    id = await hand_in(database, write_letter("full@b.cn", "s", "t"))
    await send_due_mails(database, server, SENDER)
    assert (await find(database, id)).next_at is not None


async def test_two_workers_send_each_mail_once(database: Database, post: Any) -> None:
    mailbox, server = post
    for n in range(6):
        await hand_in(database, write_letter(f"a{n}@b.cn", "s", "t"))
    sent = await asyncio.gather(*(send_due_mails(database, server, SENDER) for _ in range(2)))
    assert sum(sent) == 6
    assert sorted(mail["to"] for mail in mailbox.kept) == [f"a{n}@b.cn" for n in range(6)]


async def test_the_outbox_lists_the_latest_first_and_old_mail_goes(database: Database, post: Any) -> None:
    _mailbox, server = post
    await hand_in(database, write_letter("a@b.cn", "s", "t"))
    await send_due_mails(database, server, SENDER)
    for n in (1, 2):
        await hand_in(database, write_letter(f"b{n}@b.cn", "s", "t"))
    async with database.platform() as db:
        assert [mail.recipient for mail in await outbox_mails(db)] == ["b2@b.cn", "b1@b.cn"]
    with frozen(now() + timedelta(days=15)):
        await forget_old_mails(database)
    async with database.platform() as db:
        assert await outbox_mails(db) == []


async def test_what_lay_in_the_outbox_is_not_sent_days_later(database: Database, post: Any) -> None:
    mailbox, server = post
    await hand_in(database, write_letter("a@b.cn", "s", "t"))
    with frozen(now() + timedelta(days=3)):
        assert await send_due_mails(database, server, SENDER) == 0
    assert mailbox.kept == []

"""The outbox reaches a real SMTP server, once, and tries again when it doesn't."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text
from sqlalchemy.orm import Session as DbSession

from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.mail.outbox import FAILED, SENT, WAITING, Outbox
from jarip.cloud.mail.sending import PAUSES_MS, Sender
from jarip.cloud.mail.smtp import Send, parse_smtp_url
from jarip.cloud.mail.tables import MailMessage

SECRET = bytes(range(32))
VALUES = {"name": "지우", "link": "https://cloud.example.com/reset-password?token=topsecret"}


class Mailbox:
    """An SMTP server's handler that keeps what it gets."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[Send]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield parse_smtp_url(f"smtp+plain://127.0.0.1:{port}").send
    controller.stop()


def make_sender(database: Database, clock: FrozenClock, send: Send) -> Sender:
    return Sender(database, clock, SECRET, "Jarip <noreply@cloud.example.com>", send)


def put(database: Database, clock: FrozenClock) -> None:
    with database.write() as session:
        outbox = Outbox(clock, SECRET, is_open=True)
        assert outbox.put(session, "jiwoo@example.com", "reset_password", "ko", VALUES)


def read_row(database: Database) -> MailMessage:
    with database.read() as session:
        return session.query(MailMessage).one()


def test_a_message_arrives_once(
    database: Database, clock: FrozenClock, mailbox: Mailbox, smtp: Send
) -> None:
    put(database, clock)
    with database.read() as session:
        row = session.execute(text("SELECT * FROM mail_messages")).mappings().one()
        assert not any("topsecret" in str(value) for value in row.values())
    sender = make_sender(database, clock, smtp)
    assert (sender.send_due(), sender.send_due()) == (1, 0)
    (message,) = mailbox.messages
    assert message["To"] == "jiwoo@example.com"
    assert message["Subject"] == "비밀번호 재설정"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert "topsecret" in plain.get_content()
    assert html is not None
    assert "지우" in html.get_content()
    assert (read_row(database).state, read_row(database).sealed) == (SENT, "")


def test_a_transaction_that_fails_sends_nothing(database: Database, clock: FrozenClock) -> None:
    outbox = Outbox(clock, SECRET, is_open=True)

    def put_and_fail(session: DbSession) -> None:
        outbox.put(session, "jiwoo@example.com", "reset_password", "ko", VALUES)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.write() as session:
        put_and_fail(session)
    assert make_sender(database, clock, lambda message: None).send_due() == 0


def test_a_server_that_is_away_is_tried_again_until_it_is_given_up(
    database: Database, clock: FrozenClock
) -> None:
    tried: list[int] = []

    def refuse(message: EmailMessage) -> None:
        tried.append(clock.now_ms())
        raise ConnectionRefusedError("nobody listens")

    put(database, clock)
    sender = make_sender(database, clock, refuse)
    start = clock.now_ms()
    while read_row(database).state == WAITING and clock.now_ms() < start + 30 * 86_400_000:
        sender.send_due()
        clock.advance(seconds=60)
    assert len(tried) == len(PAUSES_MS)
    row = read_row(database)
    assert (row.state, row.sealed, row.last_error) == (FAILED, "", "nobody listens")


def test_without_a_server_nothing_is_kept(database: Database, clock: FrozenClock) -> None:
    with database.write() as session:
        outbox = Outbox(clock, SECRET, is_open=False)
        assert not outbox.put(session, "jiwoo@example.com", "reset_password", "ko", VALUES)
        assert session.query(MailMessage).count() == 0


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://host:99999", "mail.example"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError, match="SMTP"):
        parse_smtp_url(url)


def test_the_password_is_not_shown() -> None:
    server = parse_smtp_url("smtp://jarip:p%40ss@mail.example.com")
    assert (server.password, server.port) == ("p@ss", 587)
    assert "p@ss" not in repr(server)

"""Sending what is due, and trying again later, less and less often."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from sqlalchemy import select, update

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.mail.outbox import FAILED, PURPOSE, SENT, WAITING
from jarip.cloud.mail.rendering import make_html
from jarip.cloud.mail.smtp import Send
from jarip.cloud.mail.tables import MailMessage
from jarip.cloud.sealing import unseal_text

MINUTE_MS = 60_000
PAUSES_MS = tuple(minutes * MINUTE_MS for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""How long to wait after each failed try; after the last the message is given up."""
AT_ONCE = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """Sends from a database's outbox. Several servers may do so side by side."""

    database: Database
    clock: Clock
    secret: bytes
    mail_from: str
    send: Send

    def send_due(self) -> int:
        """Try every message that is due, at most `AT_ONCE`; how many were sent."""
        return sum(self._try(message) for message in self._claim())

    def _claim(self) -> list[MailMessage]:
        """Take messages and put their next try off, before trying: a crash sends nothing twice
        within a minute, and two servers don't send the same."""
        now = self.clock.now_ms()
        due = (
            select(MailMessage)
            .where(MailMessage.state == WAITING, MailMessage.due_ms <= now)
            .order_by(MailMessage.due_ms)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        with self.database.read() as session:
            if session.scalar(due.with_only_columns(MailMessage.id).limit(1)) is None:
                return []
        with self.database.write() as session:
            rows = list(session.scalars(due))
            for row in rows:
                row.tries += 1
                row.due_ms = now + PAUSES_MS[min(row.tries, len(PAUSES_MS)) - 1]
            return rows

    def _try(self, row: MailMessage) -> bool:
        try:
            self.send(self._compose(row))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.warning("mail %s not sent, try %d: %s", row.id, row.tries, error)
            self._note_failure(row, str(error) or type(error).__name__)
            return False
        self._note(row.id, state=SENT, sealed="", last_error="", ended_ms=self.clock.now_ms())
        return True

    def _compose(self, row: MailMessage) -> EmailMessage:
        text = unseal_text(self.secret, PURPOSE, row.id, row.sealed)
        message = EmailMessage()
        message["From"] = self.mail_from
        message["To"] = row.recipient
        message["Subject"] = row.subject
        created = datetime.fromtimestamp(row.created_ms / 1000, UTC)
        message["Date"] = format_datetime(created)
        domain = parseaddr(self.mail_from)[1].rpartition("@")[2]
        message["Message-ID"] = make_msgid(row.id, domain or "localhost")
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
        message.set_content(text)
        message.add_alternative(make_html(text), subtype="html")
        return message

    def _note_failure(self, row: MailMessage, error: str) -> None:
        if row.tries < len(PAUSES_MS):
            self._note(row.id, last_error=error[:2000])
        else:
            ended = self.clock.now_ms()
            self._note(row.id, state=FAILED, sealed="", last_error=error[:2000], ended_ms=ended)

    def _note(self, message_id: str, **values: object) -> None:
        with self.database.write() as session:
            session.execute(
                update(MailMessage).where(MailMessage.id == message_id).values(**values)
            )

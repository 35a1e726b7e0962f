"""The outbox: messages are written in the transaction that causes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.mail.rendering import render_mail
from jarip.cloud.mail.tables import MailMessage
from jarip.cloud.sealing import seal_text

PURPOSE = "jarip outgoing mail 1"
WAITING, SENT, FAILED = "waiting", "sent", "failed"


@dataclass(frozen=True)
class Outbox:
    """Takes messages. `is_open` is false where no SMTP server is configured."""

    clock: Clock
    secret: bytes
    is_open: bool

    def put(
        self,
        session: Session,
        recipient: str,
        template: str,
        locale: str,
        values: Mapping[str, object],
    ) -> bool:
        """Have a message sent once the transaction is on disk; False if no mail can be sent.

        `template` names files in `templates/`; `values` are what it mentions.
        """
        if not self.is_open:
            return False
        rendered = render_mail(template, locale, values)
        now = self.clock.now_ms()
        message_id = new_id("eml", now)
        session.add(
            MailMessage(
                id=message_id,
                recipient=recipient,
                template=template,
                subject=rendered.subject,
                sealed=seal_text(self.secret, PURPOSE, message_id, rendered.text),
                state=WAITING,
                tries=0,
                due_ms=now,
                last_error="",
                created_ms=now,
                ended_ms=None,
            )
        )
        session.flush()
        return True

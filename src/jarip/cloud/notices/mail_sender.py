"""Sends notices by e-mail: hands them to the outbox of `mail`, which speaks SMTP."""

from __future__ import annotations

from jarip.cloud.db.database import Database
from jarip.cloud.mail.outbox import Outbox
from jarip.cloud.notices.outbox import Message, SendError
from jarip.cloud.notices.posting import word_notice

TEMPLATE = "notice"


class MailSender:
    """Puts a notice into the mail's outbox. `public_url` is where its link leads."""

    def __init__(self, database: Database, outbox: Outbox, public_url: str) -> None:
        self._database = database
        self._outbox = outbox
        self._public_url = public_url.rstrip("/")

    def send(self, message: Message) -> None:
        """Hand it over. SendError for good where no SMTP server is configured."""
        delivery, notice = message
        words = word_notice(notice, delivery.locale)
        values = {
            "title": words.title,
            "text": words.text,
            "link": f"{self._public_url}{notice.link}" if notice.link else self._public_url,
        }
        with self._database.write() as session:
            taken = self._outbox.put(session, delivery.target, TEMPLATE, delivery.locale, values)
        if not taken:
            raise SendError("no SMTP server is configured: JARIP_SMTP_URL", for_good=True)

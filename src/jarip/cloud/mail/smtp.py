"""The SMTP server that takes our mail, from one address:

smtp://user:password@mail.example.com:587       STARTTLS, required
smtps://user:password@mail.example.com:465      TLS from the start
smtp+plain://127.0.0.1:25                       no TLS: for a relay on the same machine
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from jarip.cloud.errors import InvalidInputError

TIMEOUT_S = 30.0
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
Send = Callable[[EmailMessage], None]
"""Sends one message, or raises OSError or smtplib.SMTPException."""


@dataclass(frozen=True)
class SmtpServer:
    """Where and how to deliver."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def send(self, message: EmailMessage) -> None:
        """Deliver one message to the server."""
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_S, context=context
            )
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        with client:
            if self.scheme == "smtp":
                client.starttls(context=context)
            if self.user:
                client.login(self.user, self.password)
            client.send_message(message)


def parse_smtp_url(url: str) -> SmtpServer:
    """The server of a URL as above; InvalidInputError for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname:
        raise InvalidInputError(
            "is not the address of an SMTP server",
            where="JARIP_SMTP_URL",
            todo="write smtp://user:password@host:587, smtps:// or smtp+plain://",
        )
    return SmtpServer(
        parts.scheme,
        parts.hostname,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )

"""The background threads beside the control loop: billing, budgets, storage, mail, notices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jarip.cloud.billing.loop import BillingLoop
from jarip.cloud.budgets.loop import AlertLoop
from jarip.cloud.context import CloudContext
from jarip.cloud.control.stored import StorageLoop
from jarip.cloud.mail.loop import MailLoop
from jarip.cloud.mail.sending import Sender
from jarip.cloud.mail.smtp import parse_smtp_url
from jarip.cloud.notices.loop import DeliveryLoop
from jarip.cloud.notices.mail_sender import MailSender
from jarip.cloud.notices.posting import EMAIL, WEBHOOK
from jarip.cloud.notices.webhook_sender import WebhookSender


class BackgroundLoop(Protocol):
    """Something that runs as long as the server does."""

    def start(self) -> None: ...

    def close(self) -> None: ...


def make_loops(cloud: CloudContext) -> Sequence[BackgroundLoop]:
    """Every loop, in the order in which they start; they stop in the other."""
    mail = make_mail_loop(cloud)
    loops: list[BackgroundLoop] = [] if mail is None else [mail]
    loops.append(make_delivery_loop(cloud))
    loops.append(AlertLoop(cloud.database, cloud.clock))
    loops.append(StorageLoop(cloud.database, cloud.clock, cloud.settings.engine_folder / "jobs"))
    loops.append(BillingLoop(cloud.database, cloud.clock, cloud.catalog.invoicing, cloud.payments))
    return loops


def make_delivery_loop(cloud: CloudContext) -> DeliveryLoop:
    """What sends notices by mail and webhook."""
    settings = cloud.settings
    webhooks = WebhookSender(
        cloud.database, cloud.clock, cloud.secret, allow_private=settings.private_webhooks
    )
    mail = MailSender(cloud.database, cloud.outbox, settings.public_url)
    return DeliveryLoop(cloud.database, cloud.clock, {EMAIL: mail, WEBHOOK: webhooks})


def make_mail_loop(cloud: CloudContext) -> MailLoop | None:
    """What sends the outbox's messages; None where no SMTP server is configured."""
    settings = cloud.settings
    if not settings.smtp_url:
        return None
    send = parse_smtp_url(settings.smtp_url).send
    return MailLoop(Sender(cloud.database, cloud.clock, cloud.secret, settings.mail_from, send))

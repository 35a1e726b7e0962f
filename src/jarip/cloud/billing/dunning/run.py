"""The dunning run: run it as often as you like, what is done already is not done again."""

from __future__ import annotations

import logging

from jarip.cloud.billing.dunning.cases import (
    list_concerned,
    list_due,
    move_case,
    open_cases,
    update_standing,
)
from jarip.cloud.billing.dunning.schedule import Action
from jarip.cloud.billing.payments.collecting import collect_invoice
from jarip.cloud.billing.payments.provider import AttemptState, PaymentProvider
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.billing.telling import tell_of_invoice
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import CloudError
from jarip.cloud.notices.kinds import Kind

log = logging.getLogger(__name__)


def run_dunning(
    database: Database, clock: Clock, provider: PaymentProvider, invoicing: Invoicing
) -> None:
    """Open cases, take the steps that are due, and bring subscriptions up to date."""
    with database.write() as session:
        open_cases(session, clock.now_ms(), invoicing)
        due = list(list_due(session, clock.now_ms()))
    for invoice_id in due:
        with database.write() as session:
            actions = move_case(session, clock, invoice_id, invoicing)
        if Action.RETRY in actions:
            retry_invoice(database, clock, provider, invoice_id, invoicing)
    with database.read() as session:
        concerned = list_concerned(session)
    for organization_id in concerned:
        with database.write() as session:
            update_standing(session, clock, organization_id)


def retry_invoice(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    invoice_id: str,
    invoicing: Invoicing,
) -> None:
    """Collect once more, and tell if that fails."""
    try:
        attempt = collect_invoice(database, clock, provider, invoice_id)
    except CloudError as error:
        log.warning("collecting %s: %s", invoice_id, error)
        return
    if attempt is not None and attempt.state == AttemptState.FAILED:
        with database.write() as session:
            tell_of_invoice(
                session,
                clock.now_ms(),
                Kind.PAYMENT_FAILED,
                session.get_one(Invoice, invoice_id),
                invoicing,
                attempt.id,
                attempt.reason,
            )

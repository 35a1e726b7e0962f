"""Paying back by a provider: write the refund down, ask, write the answer down.

As in `collecting`, the provider is never called inside a transaction, and a refund that was
interrupted is looked up before it is asked for again, so that nothing is paid back twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import select

from jarip.cloud.billing.payments.provider import (
    AttemptState,
    ChargeOutcome,
    PaymentProvider,
    ProviderError,
    RefundRequest,
)
from jarip.cloud.billing.payments.refunds import RefundInvoice, finish_refund, open_refunds
from jarip.cloud.billing.payments.tables import Refund
from jarip.cloud.billing.tables import Payment
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import CloudError

ASK_AGAIN_MS = 60_000
"""A pending refund that nobody heard of for this long was interrupted, or takes its time."""
log = logging.getLogger(__name__)


def refund_invoice(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    invoice_id: str,
    request: RefundInvoice,
) -> Sequence[Refund]:
    """Give back what was paid of an invoice, the way it came. Safe to repeat with the same key.

    What the provider doesn't answer to stays pending; `resume_refunds` sees to it.
    """
    with database.write() as session:
        refunds = open_refunds(session, clock.now_ms(), provider.name, invoice_id, request)
    done = []
    for refund in refunds:
        if refund.state == AttemptState.PENDING and refund.provider == provider.name:
            try:
                refund = _ask(database, clock, provider, refund)
            except ProviderError as error:
                log.warning("refund %s: %s", refund.id, error)
        done.append(refund)
    return done


def resume_refunds(database: Database, clock: Clock, provider: PaymentProvider) -> int:
    """See to refunds that are still pending; returns how many there were."""
    with database.read() as session:
        query = select(Refund).where(
            Refund.provider == provider.name,
            Refund.state == AttemptState.PENDING,
            Refund.created_ms <= clock.now_ms() - ASK_AGAIN_MS,
        )
        pending = session.scalars(query.order_by(Refund.id)).all()
    for refund in pending:
        try:
            _ask(database, clock, provider, refund)
        except CloudError as error:
            log.warning("refund %s: %s", refund.id, error)
    return len(pending)


def _ask(database: Database, clock: Clock, provider: PaymentProvider, refund: Refund) -> Refund:
    with database.read() as session:
        payment_ref = session.get_one(Payment, refund.payment_id).reference
    request = RefundRequest(refund.id, payment_ref, refund.currency, refund.amount_micros)
    try:
        outcome = provider.find_refund(payment_ref, refund.id) or provider.refund(request)
    except ProviderError:
        raise
    except CloudError as error:  # refused for good
        outcome = ChargeOutcome(AttemptState.FAILED, "", error.what)
    with database.write() as session:
        return finish_refund(session, clock.now_ms(), refund.id, outcome)

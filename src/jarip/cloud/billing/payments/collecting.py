"""Collecting by a provider: write the attempt down, ask, write the answer down.

The provider is never called inside a transaction. A process that dies between the steps leaves a
pending attempt, which `resume_attempts` asks for again with the same idempotency key.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.payments.attempts import (
    finish_attempt,
    open_invoice_attempt,
    open_top_up,
)
from jarip.cloud.billing.payments.methods import find_method, require_method
from jarip.cloud.billing.payments.provider import (
    AttemptState,
    ChargeOutcome,
    ChargeRequest,
    PaymentProvider,
    ProviderError,
)
from jarip.cloud.billing.payments.tables import PaymentAttempt, PaymentMethod
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.money import Currency
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import CloudError

ASK_AGAIN_MS = 60_000
"""A pending attempt that nobody heard of for this long was interrupted."""
KEY_LIVES_MS = 23 * 3_600_000
"""Providers remember an idempotency key for a day. After that, asking again might charge twice: the
provider is asked what became of it instead."""
NEVER_ARRIVED = ChargeOutcome(AttemptState.FAILED, "", "it never reached the provider")
log = logging.getLogger(__name__)


def collect_invoice(
    database: Database, clock: Clock, provider: PaymentProvider, invoice_id: str
) -> PaymentAttempt | None:
    """Try to collect what is due of an invoice; None if there is nothing to try.

    ProviderError if it is unknown what happened; the attempt stays pending.
    """
    if not provider.collects:
        return None
    with database.write() as session:
        invoice = session.get_one(Invoice, invoice_id)
        method = find_method(session, invoice.organization_id, provider.name)
        if method is None or not method.method_ref:
            return None
        attempt = open_invoice_attempt(session, clock.now_ms(), invoice_id, method)
    if attempt is None:
        return None
    return _ask(database, clock, provider, method, attempt)


def collect_top_up(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    organization_id: str,
    currency: Currency,
    amount_micros: int,
    request_key: str,
) -> PaymentAttempt:
    """Fill the wallet from the saved method. Safe to repeat with the same key."""
    with database.write() as session:
        method = require_method(session, organization_id, provider.name)
        attempt = open_top_up(session, clock.now_ms(), method, currency, amount_micros, request_key)
    if attempt.state != AttemptState.PENDING:
        return attempt
    return _ask(database, clock, provider, method, attempt)


def collect_new_invoices(
    database: Database, clock: Clock, provider: PaymentProvider
) -> list[PaymentAttempt]:
    """Try every issued invoice that was never tried and whose organization has a method."""
    if not provider.collects:
        return []
    with database.read() as session:
        untried = _list_untried(session, provider.name)
    attempts = []
    for invoice_id in untried:
        try:
            attempt = collect_invoice(database, clock, provider, invoice_id)
        except CloudError as error:
            log.warning("collecting %s: %s", invoice_id, error)
        else:
            attempts += [attempt] if attempt else []
    return attempts


def resume_attempts(database: Database, clock: Clock, provider: PaymentProvider) -> int:
    """Ask again for attempts that were interrupted; returns how many."""
    now_ms = clock.now_ms()
    with database.read() as session:
        query = (
            select(PaymentAttempt, PaymentMethod)
            .join(
                PaymentMethod,
                (PaymentMethod.organization_id == PaymentAttempt.organization_id)
                & (PaymentMethod.provider == PaymentAttempt.provider),
            )
            .where(
                PaymentAttempt.provider == provider.name,
                PaymentAttempt.state == AttemptState.PENDING,
                PaymentAttempt.reference == "",
                PaymentAttempt.created_ms <= now_ms - ASK_AGAIN_MS,
            )
            .order_by(PaymentAttempt.id)
        )
        interrupted = [(row[0], row[1]) for row in session.execute(query)]
    for attempt, method in interrupted:
        try:
            if attempt.created_ms > now_ms - KEY_LIVES_MS:
                _ask(database, clock, provider, method, attempt)
                continue
            outcome = provider.find_charge(method.customer_ref, attempt.id)
        except CloudError as error:
            log.warning("asking again for %s: %s", attempt.id, error)
            continue
        with database.write() as session:
            finish_attempt(session, now_ms, attempt.id, outcome or NEVER_ARRIVED)
    return len(interrupted)


def _ask(
    database: Database,
    clock: Clock,
    provider: PaymentProvider,
    method: PaymentMethod,
    attempt: PaymentAttempt,
) -> PaymentAttempt:
    request = ChargeRequest(
        key=attempt.id,
        customer_ref=method.customer_ref,
        method_ref=attempt.method_ref,
        currency=attempt.currency,
        amount_micros=attempt.amount_micros,
        description=attempt.invoice_id or "wallet",
    )
    try:
        outcome = provider.charge(request)
    except ProviderError:
        raise
    except CloudError as error:  # refused for good: the card is gone, the request is wrong
        outcome = ChargeOutcome(AttemptState.FAILED, "", error.what)
    with database.write() as session:
        return finish_attempt(session, clock.now_ms(), attempt.id, outcome)


def _list_untried(session: Session, provider: str) -> Sequence[str]:
    tried = select(PaymentAttempt.id).where(PaymentAttempt.invoice_id == Invoice.id)
    query = (
        select(Invoice.id)
        .join(PaymentMethod, PaymentMethod.organization_id == Invoice.organization_id)
        .where(
            Invoice.state == InvoiceState.ISSUED,
            PaymentMethod.provider == provider,
            PaymentMethod.method_ref != "",
            ~tried.exists(),
        )
        .order_by(Invoice.id)
    )
    return session.scalars(query).all()

"""Attempts to collect: written down before the provider is asked, finished by whatever says how
it went first."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.payments.provider import AttemptState, ChargeOutcome, ReceivedEvent
from jarip.cloud.billing.payments.tables import PaymentAttempt, PaymentMethod, ProviderEvent
from jarip.cloud.billing.settling import due_micros, receive_payment, settle_open_invoices
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.billing.telling import tell_of_invoice
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind
from jarip.cloud.billing.wallet.moves import put_in
from jarip.cloud.catalog.money import Currency, round_to_minor
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.upsert import insert_into
from jarip.cloud.errors import ConflictError, InvalidInputError
from jarip.cloud.notices.kinds import Kind

UNDER_WAY = (AttemptState.PENDING, AttemptState.WAITING)


def open_invoice_attempt(
    session: Session, now_ms: int, invoice_id: str, method: PaymentMethod
) -> PaymentAttempt | None:
    """An attempt to collect what is due of an invoice: the one that is pending, or a new one.

    None if nothing is due, or the customer has to confirm a former attempt first.
    """
    invoice = get_locked(session, Invoice, invoice_id)
    due = due_micros(session, invoice)
    query = select(PaymentAttempt).where(
        PaymentAttempt.invoice_id == invoice_id, PaymentAttempt.state.in_(UNDER_WAY)
    )
    known = session.scalar(query.order_by(PaymentAttempt.id))
    if known is not None:
        return known if known.state == AttemptState.PENDING else None
    if not due:
        return None
    return _open(session, now_ms, method, invoice.currency, due, invoice_id=invoice_id)


def open_top_up(
    session: Session,
    now_ms: int,
    method: PaymentMethod,
    currency: Currency,
    amount_micros: int,
    request_key: str,
) -> PaymentAttempt:
    """An attempt to fill the wallet. The same request key again is the same attempt."""
    known = session.scalar(
        select(PaymentAttempt).where(
            PaymentAttempt.organization_id == method.organization_id,
            PaymentAttempt.request_key == request_key,
        )
    )
    if known is not None:
        if (known.currency, known.amount_micros) != (currency, amount_micros):
            raise ConflictError(
                "this key was used for another top-up", where=request_key, todo="choose another"
            )
        return known
    if amount_micros <= 0 or amount_micros != round_to_minor(amount_micros, currency):
        raise InvalidInputError(f"must be whole coins of {currency}", where="amount_micros")
    return _open(session, now_ms, method, currency, amount_micros, request_key=request_key)


def finish_attempt(
    session: Session,
    now_ms: int,
    attempt_id: str,
    outcome: ChargeOutcome,
    amount_micros: int | None = None,
) -> PaymentAttempt:
    """Write down what became of an attempt; money that arrived is put where it belongs.

    Once succeeded it stays so. One that failed may still succeed: the provider knows best.
    """
    attempt = get_locked(session, PaymentAttempt, attempt_id)
    final = attempt.state in (AttemptState.SUCCEEDED, AttemptState.FAILED)
    if attempt.state == AttemptState.SUCCEEDED or (
        final and outcome.state is not AttemptState.SUCCEEDED
    ):
        return attempt
    attempt.state = outcome.state
    attempt.reference = outcome.reference or attempt.reference
    attempt.reason = outcome.reason[:2000]
    attempt.client_secret = outcome.client_secret
    if outcome.state in (AttemptState.SUCCEEDED, AttemptState.FAILED):
        attempt.ended_ms = now_ms
    session.flush()
    if outcome.state is AttemptState.SUCCEEDED:
        _take_money(session, now_ms, attempt, amount_micros or attempt.amount_micros)
    return attempt


def take_event(session: Session, now_ms: int, provider: str, event: ReceivedEvent) -> bool:
    """Take in a provider's event; False if it was taken in before.

    ConflictError if it speaks of one of our attempts in another currency.
    """
    insert = insert_into(session, ProviderEvent).values(
        provider=provider, event_ref=event.event_ref, kind=event.kind, received_ms=now_ms
    )
    statement = insert.on_conflict_do_nothing().returning(ProviderEvent.event_ref)
    if session.execute(statement).scalar_one_or_none() is None:
        return False
    attempt = session.get(PaymentAttempt, event.attempt_id) if event.attempt_id else None
    if attempt is None or attempt.provider != provider or event.outcome is None:
        return True
    if event.currency != attempt.currency:
        raise ConflictError(
            f"the payment is in {event.currency}, the attempt in {attempt.currency}",
            where=attempt.id,
        )
    finish_attempt(session, now_ms, attempt.id, event.outcome, event.amount_micros)
    return True


def _open(
    session: Session,
    now_ms: int,
    method: PaymentMethod,
    currency: str,
    amount_micros: int,
    *,
    invoice_id: str = "",
    request_key: str | None = None,
) -> PaymentAttempt:
    attempt = PaymentAttempt(
        id=new_id("pat", now_ms),
        organization_id=method.organization_id,
        invoice_id=invoice_id,
        provider=method.provider,
        request_key=request_key,
        method_ref=method.method_ref,
        currency=currency,
        amount_micros=amount_micros,
        state=AttemptState.PENDING,
        reference="",
        client_secret="",
        reason="",
        created_ms=now_ms,
        ended_ms=None,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _take_money(session: Session, now_ms: int, attempt: PaymentAttempt, amount_micros: int) -> None:
    if attempt.invoice_id:
        receive_payment(
            session, now_ms, attempt.invoice_id, attempt.provider, attempt.reference, amount_micros
        )
        invoice = session.get_one(Invoice, attempt.invoice_id)
        if invoice.state == InvoiceState.PAID:
            tell_of_invoice(session, now_ms, Kind.INVOICE_PAID, invoice)
        return
    cause = Cause(TransferKind.TOP_UP, f"attempt:{attempt.id}", attempt.reference)
    put_in(session, now_ms, attempt.organization_id, attempt.currency, amount_micros, cause)
    settle_open_invoices(session, now_ms, attempt.organization_id)

"""Refunds in the database: opened with their credit note, finished by what the provider says."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.billing.invoices import CreditInvoice, credit_invoice
from jarip.cloud.billing.payments.provider import MANUAL, AttemptState, ChargeOutcome
from jarip.cloud.billing.payments.tables import Refund
from jarip.cloud.billing.settling import WALLET
from jarip.cloud.billing.tables import CreditNote, Invoice, Payment
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind, find_transfer
from jarip.cloud.billing.wallet.moves import put_in, take_out
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, InvalidInputError


class RefundInvoice(BaseModel):
    """Giving back what was paid of an invoice, with a credit note. The amount is before tax; None:
    all that was not credited yet."""

    request_key: str = Field(
        min_length=1, max_length=200, description="Your own: sent again, nothing more is refunded"
    )
    reason: str = Field(min_length=1, max_length=2000)
    subtotal_micros: int | None = Field(default=None, gt=0)
    reference: str = Field(
        default="",
        max_length=200,
        description="The bank's, of your transfer back; needed for what was paid by transfer",
    )


def open_refunds(
    session: Session, now_ms: int, provider: str, invoice_id: str, request: RefundInvoice
) -> Sequence[Refund]:
    """Write the credit note, and a refund for each payment that gives some of it back, the newest
    first. The same request key again returns what it made the first time.

    The money waits outside the wallet until the provider has answered. What was paid from the
    wallet goes back there and no further. ConflictError if nothing was paid in any other way.
    """
    invoice = get_locked(session, Invoice, invoice_id)
    known = _list_by_key(session, invoice.organization_id, request.request_key)
    if known:
        if known[0].invoice_id != invoice_id:
            raise ConflictError("this key was used for another invoice", where=known[0].invoice_id)
        return known
    note = credit_invoice(
        session,
        now_ms,
        invoice_id,
        CreditInvoice(reason=request.reason, subtotal_micros=request.subtotal_micros),
    )
    back = find_transfer(session, Cause(TransferKind.REFUND, f"credit:{note.id}"))
    left = back.amount_micros if back else 0
    made = []
    for payment, can in _list_refundable(session, invoice_id):
        if left > 0 and can > 0:
            _check_provider(payment, provider, request)
            refund = _open(session, now_ms, invoice, note, payment, min(left, can), request)
            left -= min(left, can)
            made += [refund] if refund else []
    if not made:
        raise ConflictError(
            "nothing of it can be paid back: it is not paid, or from the wallet",
            where=invoice_id,
            todo="make a credit note: what was paid from the wallet goes back there",
        )
    return made


def finish_refund(session: Session, now_ms: int, refund_id: str, outcome: ChargeOutcome) -> Refund:
    """Write down what became of a refund. One that failed puts its money into the wallet."""
    refund = get_locked(session, Refund, refund_id)
    if refund.state != AttemptState.PENDING:
        return refund
    refund.state = outcome.state
    refund.reference = outcome.reference or refund.reference
    refund.reason = outcome.reason[:2000]
    if outcome.state != AttemptState.PENDING:
        refund.ended_ms = now_ms
    if outcome.state is AttemptState.FAILED:
        cause = Cause(
            TransferKind.TOP_UP,
            f"refund:{refund.id}:failed",
            "the refund failed",
            refund.invoice_id,
        )
        put_in(
            session,
            now_ms,
            refund.organization_id,
            refund.currency,
            refund.amount_micros,
            cause,
        )
    session.flush()
    return refund


def list_refunds(session: Session, invoice_id: str) -> Sequence[Refund]:
    """The refunds of an invoice, oldest first."""
    return session.scalars(
        select(Refund).where(Refund.invoice_id == invoice_id).order_by(Refund.id)
    ).all()


def _list_by_key(session: Session, organization_id: str, key: str) -> Sequence[Refund]:
    query = select(Refund).where(
        Refund.organization_id == organization_id, Refund.request_key == key
    )
    return session.scalars(query.order_by(Refund.id)).all()


def _list_refundable(session: Session, invoice_id: str) -> list[tuple[Payment, int]]:
    """Payments from outside, the newest first, and how much of each was not given back yet."""
    refunded = (
        select(Refund.payment_id, func.sum(Refund.amount_micros).label("micros"))
        .where(Refund.invoice_id == invoice_id, Refund.state != AttemptState.FAILED)
        .group_by(Refund.payment_id)
        .subquery()
    )
    query = (
        select(Payment, Payment.amount_micros - func.coalesce(refunded.c.micros, 0))
        .outerjoin(refunded, refunded.c.payment_id == Payment.id)
        .where(Payment.invoice_id == invoice_id, Payment.provider != WALLET)
        .order_by(Payment.id.desc())
    )
    return [(payment, int(can)) for payment, can in session.execute(query)]


def _check_provider(payment: Payment, provider: str, request: RefundInvoice) -> None:
    if payment.provider == MANUAL:
        if not request.reference:
            raise InvalidInputError(
                "it was paid by bank transfer: transfer it back, then say the bank's reference",
                where="reference",
            )
    elif payment.provider != provider:
        raise ConflictError(
            f"it was paid by {payment.provider}, which is not set up",
            where=payment.id,
            todo="set the provider's key and start again",
        )


def _open(
    session: Session,
    now_ms: int,
    invoice: Invoice,
    note: CreditNote,
    payment: Payment,
    amount_micros: int,
    request: RefundInvoice,
) -> Refund | None:
    """None if the wallet had a debt that took all of it."""
    refund = Refund(
        id=new_id("ref", now_ms),
        organization_id=invoice.organization_id,
        invoice_id=invoice.id,
        credit_note_id=note.id,
        payment_id=payment.id,
        provider=payment.provider,
        request_key=request.request_key,
        currency=invoice.currency,
        amount_micros=amount_micros,
        state=AttemptState.PENDING,
        reference="",
        reason="",
        created_ms=now_ms,
        ended_ms=None,
    )
    cause = Cause(TransferKind.PAY_OUT, f"refund:{refund.id}", note.number, invoice.id)
    transfer = take_out(
        session,
        now_ms,
        invoice.organization_id,
        invoice.currency,
        amount_micros,
        cause,
        at_most=True,
    )
    if transfer is None:
        return None
    refund.amount_micros = -transfer.amount_micros
    if payment.provider == MANUAL:
        refund.state, refund.reference = AttemptState.SUCCEEDED, request.reference
        refund.ended_ms = now_ms
    session.add(refund)
    session.flush()
    return refund

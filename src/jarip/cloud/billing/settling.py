"""Settling invoices: what is still due, and money of any source that is put against it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.billing.invoice_states import InvoiceEvent, InvoiceState, next_invoice_state
from jarip.cloud.billing.tables import CreditNote, Invoice, Payment
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind
from jarip.cloud.billing.wallet.moves import put_in, take_out
from jarip.cloud.billing.wallet.wallets import find_wallet
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, InvalidInputError

WALLET = "wallet"
"""The provider's name of payments from the organization's own wallet."""

OPEN = frozenset({InvoiceState.ISSUED, InvoiceState.UNCOLLECTIBLE})
"""States in which an invoice takes payments."""


def due_micros(session: Session, invoice: Invoice) -> int:
    """What is still to pay: the total, less what was credited and what was paid. Never negative;
    0 for an invoice that is a draft, paid or void."""
    if invoice.state not in OPEN:
        return 0
    paid = sum_payments(session, invoice.id)
    return max(0, invoice.total_micros - credited_micros(session, invoice.id) - paid)


def receive_payment(
    session: Session,
    now_ms: int,
    invoice_id: str,
    provider: str,
    reference: str,
    amount_micros: int | None = None,
) -> Payment:
    """Money arrived for an invoice; None: exactly what is due.

    The same reference again changes nothing. What is more than what is due, also because the
    invoice was paid or voided meanwhile, goes into the organization's wallet: no money is lost.
    """
    known = find_payment(session, provider, reference)
    if known is not None:
        if known.invoice_id != invoice_id:
            raise ConflictError(
                "this payment was taken for another invoice", where=known.invoice_id
            )
        return known
    invoice = get_locked(session, Invoice, invoice_id)
    due = due_micros(session, invoice)
    if amount_micros is None:
        next_invoice_state(invoice.state, InvoiceEvent.PAY, invoice_id)
        amount_micros = due
    if amount_micros < 0:
        raise InvalidInputError("must not be negative", where="amount_micros")
    if invoice.state == InvoiceState.DRAFT:
        raise ConflictError("a draft cannot be paid", where=invoice_id, todo="issue it first")
    applied = min(due, amount_micros)
    payment = _add_payment(session, now_ms, invoice, provider, reference, applied)
    payment.excess_micros = amount_micros - applied
    if payment.excess_micros:
        cause = Cause(TransferKind.TOP_UP, f"payment:{payment.id}", "paid too much", invoice.id)
        put_in(
            session,
            now_ms,
            invoice.organization_id,
            invoice.currency,
            payment.excess_micros,
            cause,
        )
    close_if_settled(session, now_ms, invoice)
    return payment


def settle_from_wallet(session: Session, now_ms: int, invoice: Invoice) -> Payment | None:
    """Pay as much of an issued invoice as its organization's wallet has. None if it has nothing."""
    due = due_micros(session, invoice)
    if not due or find_wallet(session, invoice.organization_id, invoice.currency) is None:
        return None
    # The number of payments so far makes each try's key its own; the invoice's lock holds it.
    key = f"invoice:{invoice.id}:{count_payments(session, invoice.id)}"
    cause = Cause(TransferKind.PAYMENT, key, invoice.number or "", invoice.id)
    transfer = take_out(
        session, now_ms, invoice.organization_id, invoice.currency, due, cause, at_most=True
    )
    if transfer is None:
        return None
    payment = _add_payment(session, now_ms, invoice, WALLET, transfer.id, -transfer.amount_micros)
    close_if_settled(session, now_ms, invoice)
    return payment


def settle_open_invoices(session: Session, now_ms: int, organization_id: str) -> list[Payment]:
    """Put the wallet's money against everything the organization owes, oldest first."""
    query = (
        select(Invoice.id)
        .where(Invoice.organization_id == organization_id, Invoice.state.in_(OPEN))
        .order_by(Invoice.id)
    )
    payments = []
    for invoice_id in session.scalars(query).all():
        payment = settle_from_wallet(session, now_ms, get_locked(session, Invoice, invoice_id))
        if payment is not None:
            payments.append(payment)
    return payments


def give_back(
    session: Session, now_ms: int, invoice: Invoice, amount_micros: int, key: str
) -> None:
    """Money of an invoice goes back to the organization: into its wallet."""
    if amount_micros > 0:
        cause = Cause(TransferKind.REFUND, key, invoice.number or "", invoice.id)
        put_in(session, now_ms, invoice.organization_id, invoice.currency, amount_micros, cause)


def close_if_settled(session: Session, now_ms: int, invoice: Invoice) -> None:
    """An open invoice of which nothing is due any more is paid."""
    if invoice.state in OPEN and due_micros(session, invoice) == 0:
        invoice.state = next_invoice_state(invoice.state, InvoiceEvent.PAY, invoice.id)
        invoice.paid_ms = now_ms
    session.flush()


def find_payment(session: Session, provider: str, reference: str) -> Payment | None:
    """The payment that a provider names so."""
    return session.scalar(
        select(Payment).where(Payment.provider == provider, Payment.reference == reference)
    )


def sum_payments(session: Session, invoice_id: str) -> int:
    """What was paid of an invoice."""
    total = func.coalesce(func.sum(Payment.amount_micros), 0)
    return int(session.scalar(select(total).where(Payment.invoice_id == invoice_id)) or 0)


def count_payments(session: Session, invoice_id: str) -> int:
    """How many payments an invoice had."""
    query = select(func.count()).select_from(Payment).where(Payment.invoice_id == invoice_id)
    return int(session.scalar(query) or 0)


def credited_micros(session: Session, invoice_id: str, column: str = "total_micros") -> int:
    """How much of an invoice was taken back by credit notes."""
    total = func.coalesce(func.sum(getattr(CreditNote, column)), 0)
    return int(session.scalar(select(total).where(CreditNote.invoice_id == invoice_id)) or 0)


def _add_payment(
    session: Session,
    now_ms: int,
    invoice: Invoice,
    provider: str,
    reference: str,
    amount_micros: int,
) -> Payment:
    payment = Payment(
        id=new_id("pay", now_ms),
        organization_id=invoice.organization_id,
        invoice_id=invoice.id,
        provider=provider,
        reference=reference,
        amount_micros=amount_micros,
        excess_micros=0,
        received_ms=now_ms,
    )
    session.add(payment)
    session.flush()
    return payment

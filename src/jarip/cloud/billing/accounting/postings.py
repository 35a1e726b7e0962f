"""Postings of documents: which accounts each kind of document debits and credits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.settling import WALLET
from jarip.cloud.billing.tables import CreditNote, Invoice, Payment
from jarip.cloud.billing.wallet.ledger import TransferKind
from jarip.cloud.billing.wallet.tables import Wallet, WalletTransfer

BATCH = 1000


class Account(StrEnum):
    """The accounts of the export."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX = "tax"
    CASH = "cash"
    DEPOSITS = "deposits"  # customers' prepaid money and credits: a liability
    GIVEN_CREDITS = "given_credits"  # an expense
    EXPIRED_CREDITS = "expired_credits"  # an income


OTHER_ACCOUNT: dict[TransferKind, Account] = {
    TransferKind.TOP_UP: Account.CASH,
    TransferKind.GRANT: Account.GIVEN_CREDITS,
    TransferKind.REFUND: Account.RECEIVABLE,
    TransferKind.EXPIRY: Account.EXPIRED_CREDITS,
    TransferKind.PAY_OUT: Account.CASH,
}
"""What a wallet's transfer is posted against. Payments are posted as payments."""


@dataclass(frozen=True)
class Posting:
    """One line of the journal. `debit_micros` is negative for a credit."""

    at_ms: int
    document: str
    number: str
    organization_id: str
    account: Account
    currency: str
    debit_micros: int
    text: str


def list_postings(session: Session, start_ms: int, end_ms: int) -> Iterator[Posting]:
    """Every posting of documents made within [start_ms, end_ms), by kind and then by time."""
    yield from _post_invoices(session, start_ms, end_ms)
    yield from _post_credit_notes(session, start_ms, end_ms)
    yield from _post_payments(session, start_ms, end_ms)
    yield from _post_transfers(session, start_ms, end_ms)


def _post_invoices(session: Session, start_ms: int, end_ms: int) -> Iterator[Posting]:
    query = (
        select(Invoice)
        .where(
            Invoice.state != InvoiceState.DRAFT,
            Invoice.issued_ms >= start_ms,
            Invoice.issued_ms < end_ms,
        )
        .order_by(Invoice.issued_ms, Invoice.id)
    )
    for invoice in session.scalars(query.execution_options(yield_per=BATCH)):
        sides = [
            (Account.RECEIVABLE, invoice.total_micros),
            (Account.REVENUE, -invoice.subtotal_micros),
            (Account.TAX, -invoice.tax_micros),
        ]
        for account, debit in sides:
            yield Posting(
                invoice.issued_ms or 0,
                "invoice",
                invoice.number or "",
                invoice.organization_id,
                account,
                invoice.currency,
                debit,
                str(invoice.buyer.get("legal_name", "")),
            )


def _post_credit_notes(session: Session, start_ms: int, end_ms: int) -> Iterator[Posting]:
    query = (
        select(CreditNote, Invoice.currency)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(CreditNote.issued_ms >= start_ms, CreditNote.issued_ms < end_ms)
        .order_by(CreditNote.issued_ms, CreditNote.id)
    )
    for note, currency in session.execute(query.execution_options(yield_per=BATCH)):
        sides = [
            (Account.RECEIVABLE, -note.total_micros),
            (Account.REVENUE, note.subtotal_micros),
            (Account.TAX, note.tax_micros),
        ]
        for account, debit in sides:
            yield Posting(
                note.issued_ms,
                "credit_note",
                note.number,
                note.organization_id,
                account,
                currency,
                debit,
                note.reason,
            )


def _post_payments(session: Session, start_ms: int, end_ms: int) -> Iterator[Posting]:
    query = (
        select(Payment, Invoice)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Payment.received_ms >= start_ms, Payment.received_ms < end_ms)
        .order_by(Payment.received_ms, Payment.id)
    )
    for payment, invoice in session.execute(query.execution_options(yield_per=BATCH)):
        source = Account.DEPOSITS if payment.provider == WALLET else Account.CASH
        for account, debit in (
            (source, payment.amount_micros),
            (Account.RECEIVABLE, -payment.amount_micros),
        ):
            yield Posting(
                payment.received_ms,
                "payment",
                payment.reference,
                payment.organization_id,
                account,
                invoice.currency,
                debit,
                f"{payment.provider} {invoice.number}",
            )


def _post_transfers(session: Session, start_ms: int, end_ms: int) -> Iterator[Posting]:
    query = (
        select(WalletTransfer, Wallet.currency)
        .join(Wallet, Wallet.id == WalletTransfer.wallet_id)
        .where(
            WalletTransfer.at_ms >= start_ms,
            WalletTransfer.at_ms < end_ms,
            WalletTransfer.kind != TransferKind.PAYMENT,
        )
        .order_by(WalletTransfer.at_ms, WalletTransfer.id)
    )
    for transfer, currency in session.execute(query.execution_options(yield_per=BATCH)):
        for account, debit in (
            (OTHER_ACCOUNT[TransferKind(transfer.kind)], transfer.amount_micros),
            (Account.DEPOSITS, -transfer.amount_micros),
        ):
            yield Posting(
                transfer.at_ms,
                transfer.kind,
                transfer.id,
                transfer.organization_id,
                account,
                currency,
                debit,
                transfer.note,
            )

"""The life of an invoice: issued, paid, voided, given up; and credit notes."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.drafting import tax_micros
from jarip.cloud.billing.invoice_states import InvoiceEvent, InvoiceState, next_invoice_state
from jarip.cloud.billing.numbers import next_number
from jarip.cloud.billing.settling import (
    OPEN,
    close_if_settled,
    credited_micros,
    give_back,
    receive_payment,
    settle_from_wallet,
    sum_payments,
)
from jarip.cloud.billing.tables import CreditNote, Invoice, Payment
from jarip.cloud.billing.wallet.ledger import TransferKind
from jarip.cloud.billing.wallet.tables import WalletTransfer
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.catalog.money import Currency, round_to_minor
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError

DAY_MS = 86_400_000
CREDIT_SERIES = "CN"


class TakePayment(BaseModel):
    """A payment the operator saw arrive."""

    reference: str = Field(min_length=1, max_length=200, description="The bank's own reference")
    amount_micros: int | None = Field(
        default=None, gt=0, description="What is due, if left out. More goes into the wallet"
    )


class CreditInvoice(BaseModel):
    """Taking back part of an invoice. The amount is before tax; None: all that is left."""

    reason: str = Field(min_length=1, max_length=2000)
    subtotal_micros: int | None = Field(default=None, gt=0)


def issue_invoice(session: Session, now_ms: int, invoice_id: str, invoicing: Invoicing) -> Invoice:
    """Give a draft its number and date. From then on it never changes.

    The wallet pays what it can at once. Nothing to pay: paid; less than nothing: the rest goes
    into the wallet.
    """
    invoice = get_locked(session, Invoice, invoice_id)
    invoice.state = next_invoice_state(invoice.state, InvoiceEvent.ISSUE, invoice_id)
    invoice.number = next_number(session, invoicing.number_prefix)
    invoice.issued_ms = now_ms
    invoice.due_ms = now_ms + invoicing.due_days * DAY_MS
    if invoice.total_micros <= 0:
        invoice.state, invoice.paid_ms = InvoiceState.PAID, now_ms
        give_back(session, now_ms, invoice, -invoice.total_micros, f"invoice:{invoice.id}:owed")
    session.flush()
    settle_from_wallet(session, now_ms, invoice)
    return invoice


def take_payment(
    session: Session, now_ms: int, invoice_id: str, provider: str, request: TakePayment
) -> Payment:
    """Record money that arrived for an invoice. The same reference again changes nothing."""
    return receive_payment(
        session, now_ms, invoice_id, provider, request.reference, request.amount_micros
    )


def credit_invoice(
    session: Session, now_ms: int, invoice_id: str, request: CreditInvoice
) -> CreditNote:
    """Take back part or all of an issued or paid invoice. Its own lines stay as they are.

    What was paid already of what is taken back goes into the organization's wallet.
    """
    invoice = get_locked(session, Invoice, invoice_id)
    if invoice.state == InvoiceState.DRAFT:
        raise ConflictError("a draft cannot be credited", where=invoice_id, todo="issue it first")
    left = invoice.subtotal_micros - credited_micros(session, invoice_id, "subtotal_micros")
    tax_left = invoice.tax_micros - credited_micros(session, invoice_id, "tax_micros")
    subtotal = left if request.subtotal_micros is None else request.subtotal_micros
    currency = Currency(invoice.currency)
    if subtotal != round_to_minor(subtotal, currency):
        raise InvalidInputError(f"must be whole coins of {currency}", where="subtotal_micros")
    if not 0 < subtotal <= left:
        raise ConflictError(
            f"there are {left} micros left to credit, not {subtotal}", where=invoice_id
        )
    # The last part takes what tax is left, so that the parts sum to the whole.
    tax = tax_left if subtotal == left else tax_micros(subtotal, invoice.tax_basis_points, currency)
    note = CreditNote(
        id=new_id("crn", now_ms),
        organization_id=invoice.organization_id,
        invoice_id=invoice_id,
        number=next_number(session, CREDIT_SERIES),
        reason=request.reason,
        subtotal_micros=subtotal,
        tax_micros=min(tax, tax_left),
        total_micros=subtotal + min(tax, tax_left),
        issued_ms=now_ms,
    )
    session.add(note)
    session.flush()
    _settle_credit(session, now_ms, invoice, note)
    return note


def void_invoice(session: Session, now_ms: int, invoice_id: str, reason: str) -> Invoice:
    """Take back an unpaid invoice whole. Its number stays used; a credit note says why."""
    invoice = get_locked(session, Invoice, invoice_id)
    invoice.state = next_invoice_state(invoice.state, InvoiceEvent.VOID, invoice_id)
    if invoice.subtotal_micros > credited_micros(session, invoice_id, "subtotal_micros"):
        credit_invoice(session, now_ms, invoice_id, CreditInvoice(reason=reason))
    session.flush()
    return invoice


def give_up_invoice(session: Session, invoice_id: str) -> Invoice:
    """Stop expecting payment. It can still be paid."""
    invoice = get_locked(session, Invoice, invoice_id)
    invoice.state = next_invoice_state(invoice.state, InvoiceEvent.GIVE_UP, invoice_id)
    session.flush()
    return invoice


def find_invoice(session: Session, organization_id: str, id_or_number: str) -> Invoice:
    """The organization's invoice with this id or number, or NotFoundError."""
    query = select(Invoice).where(
        Invoice.organization_id == organization_id,
        (Invoice.id == id_or_number) | (Invoice.number == id_or_number),
    )
    invoice = session.scalar(query)
    if invoice is None:
        raise NotFoundError("the organization has no invoice with this id", where=id_or_number)
    return invoice


def list_invoices(
    session: Session,
    organization_id: str,
    page: PageRequest,
    states: Sequence[InvoiceState] = (),
) -> PageOf[Invoice]:
    """The organization's invoices, newest first; those in one of `states` if any are given."""
    query = select(Invoice).where(Invoice.organization_id == organization_id)
    if states:
        query = query.where(Invoice.state.in_(states))
    return select_page(session, query, Invoice.id, page)


def _settle_credit(session: Session, now_ms: int, invoice: Invoice, note: CreditNote) -> None:
    """What is paid must not exceed what is left of the invoice: the rest goes back."""
    returned = sum(
        transfer.amount_micros
        for transfer in session.scalars(
            select(WalletTransfer).where(
                WalletTransfer.invoice_id == invoice.id,
                WalletTransfer.kind == TransferKind.REFUND,
                WalletTransfer.key != f"invoice:{invoice.id}:owed",
            )
        )
    )
    kept = sum_payments(session, invoice.id) - returned
    left = max(0, invoice.total_micros) - credited_micros(session, invoice.id)
    give_back(session, now_ms, invoice, kept - left, f"credit:{note.id}")
    if invoice.state in OPEN:
        close_if_settled(session, now_ms, invoice)

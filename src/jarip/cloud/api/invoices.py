"""REST of invoices: reading them, and what the operator does with them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.billing import LineView
from jarip.cloud.api.paging import Page, Paging, render_page
from jarip.cloud.billing.documents.document import make_document
from jarip.cloud.billing.documents.html import make_html
from jarip.cloud.billing.drafting import list_lines
from jarip.cloud.billing.dunning.cases import update_standing
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.invoices import (
    CreditInvoice,
    TakePayment,
    credit_invoice,
    find_invoice,
    give_up_invoice,
    list_invoices,
    take_payment,
    void_invoice,
)
from jarip.cloud.billing.payments.provider import MANUAL
from jarip.cloud.billing.profiles import BillingDetails, change_details, read_details
from jarip.cloud.billing.settling import credited_micros, due_micros, sum_payments
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.web.pdf_answer import send_pdf

router = APIRouter(prefix="/v1", tags=["invoices"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BILLING_WRITE))]
Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]
Language = Annotated[str, Query(pattern="^(en|ko)$", description="en or ko")]
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""An invoice is one file that needs nothing else, so its style is inside; it has no scripts."""


class InvoiceSummary(BaseModel):
    """An invoice without its lines."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    number: str | None = Field(description="None while it is a draft")
    state: str = Field(description="draft, issued, paid, void or uncollectible")
    currency: str
    subtotal_micros: int
    tax_micros: int
    total_micros: int = Field(description="Negative if it is owed to the customer")
    issued_ms: int | None
    due_ms: int | None
    paid_ms: int | None


class InvoiceLineView(LineView):
    """One line of an invoice."""

    adjusts: bool = Field(description="Whether it corrects what an earlier invoice billed")


class InvoiceView(InvoiceSummary):
    """An invoice. Its lines sum to the subtotal exactly."""

    lines: list[InvoiceLineView] = []
    credited_micros: int = Field(default=0, description="Taken back by credit notes")
    paid_micros: int = Field(default=0, description="Paid so far")
    due_micros: int = Field(default=0, description="Still to pay")


class CreditNoteView(BaseModel):
    """A credit note. Amounts are positive."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    number: str
    invoice_id: str
    reason: str
    subtotal_micros: int
    tax_micros: int
    total_micros: int
    issued_ms: int


class Reason(BaseModel):
    """Why."""

    reason: str = Field(min_length=1, max_length=2000)


@router.get("/invoices")
def list_own_invoices(
    cloud: Cloud,
    caller: Reader,
    paging: Paging,
    state: Annotated[list[InvoiceState], Query(description="Any of these")] = [],  # noqa: B006
) -> Page[InvoiceSummary]:
    """The organization's invoices, newest first."""
    with cloud.database.read() as session:
        page = list_invoices(session, caller.organization_id, paging, state)
        return render_page(page, InvoiceSummary.model_validate)


@router.get("/invoices/{invoice_id}")
def get_invoice(cloud: Cloud, caller: Reader, invoice_id: str) -> InvoiceView:
    """One invoice with its lines, by id or number."""
    with cloud.database.read() as session:
        return _view(session, find_invoice(session, caller.organization_id, invoice_id))


@router.get("/invoices/{invoice_id}/html", response_class=HTMLResponse)
def get_invoice_html(
    cloud: Cloud, caller: Reader, invoice_id: str, locale: Language = "en"
) -> HTMLResponse:
    """The invoice as a page to read and print."""
    with cloud.database.read() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        page = make_html(make_document(session, invoice, locale))
    return HTMLResponse(page, headers={"Content-Security-Policy": PAGE_POLICY})


@router.get("/invoices/{invoice_id}/pdf", response_class=Response)
def get_invoice_pdf(
    cloud: Cloud, caller: Reader, invoice_id: str, locale: Language = "en"
) -> Response:
    """The invoice as a PDF file."""
    with cloud.database.read() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        document = make_document(session, invoice, locale)
    return send_pdf(document, invoice)


@router.post("/invoices/{invoice_id}/payment")
def take_manual_payment(
    cloud: Cloud, caller: Operator, invoice_id: str, request: TakePayment
) -> InvoiceView:
    """Record money that arrived for an invoice: what is due, or an amount. What is too much goes
    into the wallet. For the operator; safe to repeat."""
    with cloud.database.write() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        take_payment(session, cloud.clock.now_ms(), invoice.id, MANUAL, request)
        update_standing(session, cloud.clock, invoice.organization_id)
        return _view(session, invoice)


@router.post("/invoices/{invoice_id}/void")
def void_unpaid_invoice(
    cloud: Cloud, caller: Operator, invoice_id: str, request: Reason
) -> InvoiceView:
    """Take back an unpaid invoice whole, with a credit note. For the operator."""
    with cloud.database.write() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        void_invoice(session, cloud.clock.now_ms(), invoice.id, request.reason)
        return _view(session, invoice)


@router.post("/invoices/{invoice_id}/give-up")
def give_up_unpaid_invoice(cloud: Cloud, caller: Operator, invoice_id: str) -> InvoiceView:
    """Stop expecting payment: the invoice is uncollectible. It can still be paid. For the
    operator."""
    with cloud.database.write() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        return _view(session, give_up_invoice(session, invoice.id))


@router.post("/invoices/{invoice_id}/credit-notes", status_code=201)
def create_credit_note(
    cloud: Cloud, caller: Operator, invoice_id: str, request: CreditInvoice
) -> CreditNoteView:
    """Take back part or all of an issued invoice. For the operator."""
    with cloud.database.write() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        note = credit_invoice(session, cloud.clock.now_ms(), invoice.id, request)
        return CreditNoteView.model_validate(note)


@router.get("/billing-details")
def get_billing_details(cloud: Cloud, caller: Reader) -> BillingDetails:
    """To whom the organization's invoices are addressed."""
    with cloud.database.read() as session:
        return read_details(session, caller.organization_id)


@router.put("/billing-details")
def change_billing_details(cloud: Cloud, caller: Writer, request: BillingDetails) -> BillingDetails:
    """Change to whom invoices are addressed. Those issued before keep the old details."""
    with cloud.database.write() as session:
        change_details(session, caller.organization_id, request)
        return read_details(session, caller.organization_id)


def _view(session: Session, invoice: Invoice) -> InvoiceView:
    view = InvoiceView.model_validate(invoice)
    view.lines = [InvoiceLineView.model_validate(row) for row in list_lines(session, invoice.id)]
    view.credited_micros = credited_micros(session, invoice.id)
    view.paid_micros = sum_payments(session, invoice.id)
    view.due_micros = due_micros(session, invoice)
    return view

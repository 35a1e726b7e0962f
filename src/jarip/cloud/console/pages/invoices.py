"""Invoices: the list, one with its lines, and it as HTML or PDF."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.documents.document import make_document
from jarip.cloud.billing.documents.html import make_html
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.invoices import find_invoice, list_invoices
from jarip.cloud.billing.profiles import BillingDetails, change_details, read_details
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.errors import CloudError
from jarip.cloud.web.pdf_answer import send_pdf

router = APIRouter(prefix="/invoices")

Reader = Annotated[View, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[View, Depends(require(Permission.BILLING_WRITE))]
PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""An invoice on paper carries its own style and nothing else."""


@router.get("")
def show_invoices(
    view: Reader,
    state: Annotated[list[InvoiceState], Query()] = [],  # noqa: B006
    cursor: str = "",
) -> Response:
    """The organization's invoices."""
    with view.cloud.database.read() as session:
        return view.page("invoices/list.html", **_values(session, view, state, cursor))


@router.post("/details", name="change_billing_details")
def send_details(view: Writer, form: Sent) -> Response:
    """Change to whom invoices are addressed."""
    try:
        names = BillingDetails.model_fields
        request = BillingDetails.model_validate({name: form.text(name) for name in names})
        with view.cloud.database.write() as session:
            change_details(session, view.principal.organization_id, request)
    except (CloudError, ValidationError) as error:
        with view.cloud.database.read() as session:
            return view.again("invoices/list.html", error, **_values(session, view, [], ""))
    return view.go("/invoices", "saved")


@router.get("/{invoice_id}")
def show_invoice(view: Reader, invoice_id: str) -> Response:
    """One invoice with its lines."""
    with view.cloud.database.read() as session:
        invoice = find_invoice(session, view.principal.organization_id, invoice_id)
        document = make_document(session, invoice, view.language)
    return view.page("invoices/one.html", invoice=invoice, document=document)


@router.get("/{invoice_id}/paper")
def show_paper(view: Reader, invoice_id: str) -> Response:
    """The invoice as it is printed."""
    with view.cloud.database.read() as session:
        invoice = find_invoice(session, view.principal.organization_id, invoice_id)
        document = make_document(session, invoice, view.language)
    return HTMLResponse(make_html(document), headers={"Content-Security-Policy": PAPER_POLICY})


@router.get("/{invoice_id}/pdf")
def download_invoice(view: Reader, invoice_id: str) -> Response:
    """The invoice as a PDF file, in the visitor's language."""
    with view.cloud.database.read() as session:
        invoice = find_invoice(session, view.principal.organization_id, invoice_id)
        document = make_document(session, invoice, view.language)
    return send_pdf(document, invoice)


def _values(
    session: Session, view: View, chosen: list[InvoiceState], cursor: str
) -> dict[str, Any]:
    organization_id = view.principal.organization_id
    page = PageRequest(30, cursor, with_total=True)
    return {
        "page": list_invoices(session, organization_id, page, chosen),
        "chosen": chosen,
        "states": list(InvoiceState),
        "details": read_details(session, organization_id),
    }

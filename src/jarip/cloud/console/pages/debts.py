"""Invoices that are not paid: what is due, what happens next, and paying one now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.dunning.cases import update_standing
from jarip.cloud.billing.dunning.tables import DunningCase
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.invoices import find_invoice
from jarip.cloud.billing.payments.collecting import collect_invoice
from jarip.cloud.billing.payments.provider import AttemptState
from jarip.cloud.billing.payments.tables import PaymentAttempt
from jarip.cloud.billing.settling import due_micros
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.errors import ConflictError, PaymentRequiredError

router = APIRouter()

Writer = Annotated[View, Depends(require(Permission.BILLING_WRITE))]
FAR_MS = 1 << 61
"""A step at this moment or later never comes."""


@dataclass(frozen=True)
class Debt:
    """An issued invoice with something left to pay."""

    invoice: Invoice
    due_micros: int
    next_ms: int | None
    """When dunning goes a step further; None if it isn't dunned."""
    reason: str
    """Why the last try to collect it failed, or empty."""


def list_debts(session: Session, organization_id: str) -> list[Debt]:
    """What the organization has to pay, the oldest first."""
    query = (
        select(Invoice, DunningCase)
        .outerjoin(
            DunningCase,
            (DunningCase.invoice_id == Invoice.id) & DunningCase.closed_ms.is_(None),
        )
        .where(
            Invoice.organization_id == organization_id,
            Invoice.state == InvoiceState.ISSUED,
            Invoice.total_micros > 0,
        )
        .order_by(Invoice.id)
    )
    rows = session.execute(query).all()
    failures = _list_failures(session, [invoice.id for invoice, _ in rows])
    return [
        Debt(
            invoice,
            due_micros(session, invoice),
            case.next_ms if case and case.next_ms < FAR_MS else None,
            failures.get(invoice.id, ""),
        )
        for invoice, case in rows
    ]


@router.post("/invoices/{invoice_id}/collect", name="collect_own_invoice")
def pay_invoice(view: Writer, _form: Sent, invoice_id: str) -> Response:
    """Pay an invoice with the saved card, now."""
    cloud, organization_id = view.cloud, view.principal.organization_id
    with cloud.database.read() as session:
        invoice = find_invoice(session, organization_id, invoice_id)
    attempt = collect_invoice(cloud.database, cloud.clock, cloud.payments, invoice.id)
    if attempt is None:
        raise ConflictError(
            "there is nothing to collect, or no method to collect it with",
            where=invoice.number or invoice_id,
            todo="save a payment method, or confirm the payment that waits",
        )
    with cloud.database.write() as session:
        update_standing(session, cloud.clock, organization_id)
    if attempt.state == AttemptState.FAILED:
        raise PaymentRequiredError(attempt.reason, where="card", todo="try another card")
    waits = attempt.state == AttemptState.WAITING
    return view.go(f"/invoices/{invoice.id}", "payment_waits" if waits else "paid")


def _list_failures(session: Session, invoice_ids: Sequence[str]) -> dict[str, str]:
    query = (
        select(PaymentAttempt.invoice_id, PaymentAttempt.reason)
        .where(
            PaymentAttempt.invoice_id.in_(invoice_ids),
            PaymentAttempt.state == AttemptState.FAILED,
        )
        .order_by(PaymentAttempt.id)
    )
    return {row.invoice_id: row.reason for row in session.execute(query)}

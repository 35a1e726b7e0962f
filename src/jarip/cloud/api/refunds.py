"""REST of refunds: giving back what was paid of an invoice."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.invoices import find_invoice
from jarip.cloud.billing.payments.refunding import refund_invoice
from jarip.cloud.billing.payments.refunds import RefundInvoice, list_refunds

router = APIRouter(prefix="/v1", tags=["payments"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]
Operator = Annotated[Principal, Depends(require(Permission.OPERATOR))]


class RefundView(BaseModel):
    """Money that went back, or is on its way."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    invoice_id: str
    credit_note_id: str
    provider: str = Field(description="manual (bank transfer) or stripe: the way it was paid")
    currency: str
    amount_micros: int
    state: str = Field(description="pending, succeeded or failed (then it is in the wallet)")
    reference: str = Field(description="The provider's or the bank's own")
    reason: str = Field(description="Why it failed")
    created_ms: int
    ended_ms: int | None


@router.get("/invoices/{invoice_id}/refunds")
def list_invoice_refunds(cloud: Cloud, caller: Reader, invoice_id: str) -> list[RefundView]:
    """What was paid back of an invoice, oldest first."""
    with cloud.database.read() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
        return [RefundView.model_validate(each) for each in list_refunds(session, invoice.id)]


@router.post("/invoices/{invoice_id}/refunds", status_code=201)
def refund_paid_invoice(
    cloud: Cloud, caller: Operator, invoice_id: str, request: RefundInvoice
) -> list[RefundView]:
    """Pay back part or all of a paid invoice the way it was paid, with a credit note: a refund for
    each payment. For the operator; safe to repeat."""
    with cloud.database.read() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
    made = refund_invoice(cloud.database, cloud.clock, cloud.payments, invoice.id, request)
    return [RefundView.model_validate(each) for each in made]

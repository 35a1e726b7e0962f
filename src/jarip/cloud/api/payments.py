"""REST of payments: the saved method, collecting now, and what providers send."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.dunning.cases import update_standing
from jarip.cloud.billing.invoices import find_invoice
from jarip.cloud.billing.payments.attempts import take_event
from jarip.cloud.billing.payments.collecting import collect_invoice
from jarip.cloud.billing.payments.hosted_forms import finish_form, open_form
from jarip.cloud.billing.payments.methods import begin_saving, find_method, save_method
from jarip.cloud.billing.payments.tables import PaymentAttempt
from jarip.cloud.context import CloudContext
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError

router = APIRouter(prefix="/v1", tags=["payments"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BILLING_WRITE))]
MOST_EVENT_BYTES = 256 * 1024


class PaymentMethodView(BaseModel):
    """How the organization pays."""

    provider: str = Field(description="manual (bank transfer) or stripe")
    label: str = Field(description="What is saved, such as a card's last digits; empty: nothing")


class SetupView(BaseModel):
    """What the provider's form in the browser needs to save a method."""

    provider: str
    client_secret: str


class FormView(BaseModel):
    """The provider's own page, on which a card is given to it."""

    provider: str
    url: str = Field(description="Open it in a browser; the card is saved when it is filled in")


class SaveMethod(BaseModel):
    """A method that the provider's form made."""

    method: str = Field(min_length=1, max_length=200, examples=["pm_..."])


class AttemptView(BaseModel):
    """A try to collect money."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    invoice_id: str = Field(description="Empty for a top-up")
    provider: str
    currency: str
    amount_micros: int
    state: str = Field(description="pending, waiting (for you to confirm), succeeded or failed")
    reason: str
    client_secret: str = Field(description="What a waiting one is confirmed with in the browser")
    created_ms: int
    ended_ms: int | None


@router.get("/payment-method")
def get_payment_method(cloud: Cloud, caller: Reader) -> PaymentMethodView:
    """How the organization pays."""
    with cloud.database.read() as session:
        method = find_method(session, caller.organization_id, cloud.payments.name)
    return PaymentMethodView(provider=cloud.payments.name, label=method.label if method else "")


@router.post("/payment-method/setup")
def set_up_payment_method(cloud: Cloud, caller: Writer) -> SetupView:
    """Begin to save a method: no card number ever passes through here."""
    secret = begin_saving(cloud.database, cloud.clock, cloud.payments, caller.organization_id)
    return SetupView(provider=cloud.payments.name, client_secret=secret)


@router.post("/payment-method/form")
def open_payment_form(cloud: Cloud, caller: Writer) -> FormView:
    """A page of the provider's own for one card, which leads back to the console's wallet."""
    form = open_form(
        cloud.database,
        cloud.clock,
        cloud.payments,
        caller.organization_id,
        cloud.settings.public_url,
    )
    return FormView(provider=cloud.payments.name, url=form.url)


@router.put("/payment-method")
def save_payment_method(cloud: Cloud, caller: Writer, request: SaveMethod) -> PaymentMethodView:
    """Pay with this method from now on."""
    row = save_method(
        cloud.database, cloud.clock, cloud.payments, caller.organization_id, request.method
    )
    return PaymentMethodView(provider=row.provider, label=row.label)


@router.post("/invoices/{invoice_id}/collect")
def collect_own_invoice(cloud: Cloud, caller: Writer, invoice_id: str) -> AttemptView:
    """Pay an invoice with the saved method, now."""
    with cloud.database.read() as session:
        invoice = find_invoice(session, caller.organization_id, invoice_id)
    attempt = collect_invoice(cloud.database, cloud.clock, cloud.payments, invoice.id)
    if attempt is None:
        raise ConflictError(
            "there is nothing to collect, or no method to collect it with",
            where=invoice_id,
            todo="save a payment method, or confirm the payment that waits",
        )
    with cloud.database.write() as session:
        update_standing(session, cloud.clock, caller.organization_id)
    return AttemptView.model_validate(attempt)


@router.post("/webhooks/{provider}", status_code=204)
async def receive_provider_event(cloud: Cloud, provider: str, request: Request) -> None:
    """What a payment provider sends. Its signature is the credential."""
    if provider != cloud.payments.name or not cloud.payments.collects:
        raise NotFoundError("this cloud has no such payment provider", where=provider)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_EVENT_BYTES:
            raise InvalidInputError(f"is larger than {MOST_EVENT_BYTES} bytes", where="body")
    headers = {name.lower(): value for name, value in request.headers.items()}
    await run_in_threadpool(_take_in, cloud, headers, bytes(body))


def _take_in(cloud: CloudContext, headers: dict[str, str], body: bytes) -> None:
    now_ms = cloud.clock.now_ms()
    event = cloud.payments.read_event(headers, body, now_ms)
    if event.form_ref:
        finish_form(cloud.database, cloud.clock, cloud.payments, event.form_ref)
    with cloud.database.write() as session:
        take_event(session, now_ms, cloud.payments.name, event)
        attempt = session.get(PaymentAttempt, event.attempt_id) if event.attempt_id else None
        if attempt is not None:
            update_standing(session, cloud.clock, attempt.organization_id)

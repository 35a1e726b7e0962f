"""Saving a card: to the payment provider's own page, and back from it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.payments.hosted_forms import finish_form, open_form
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View

router = APIRouter(prefix="/wallet/card")

Writer = Annotated[View, Depends(require(Permission.BILLING_WRITE))]


@router.post("", name="open_payment_form")
def leave_for_provider(view: Writer, _form: Sent) -> Response:
    """On to the provider's page: by a page of ours, since a form may not lead elsewhere
    (`form-action` of the Content-Security-Policy counts redirects, too)."""
    cloud = view.cloud
    form = open_form(
        cloud.database,
        cloud.clock,
        cloud.payments,
        view.principal.organization_id,
        cloud.settings.public_url,
    )
    return view.page("wallet/leaving.html", address=form.url)


@router.get("")
def come_back(view: Writer, form: str = "") -> Response:
    """Back from there. Saving is a change, so the page asks for it by a form of its own."""
    return view.page("wallet/returned.html", form_ref=form) if form else view.go("/wallet")


@router.post("/done", name="save_payment_method")
def save_card(view: Writer, form: Sent) -> Response:
    """Pay with the card that was given there."""
    cloud, organization_id = view.cloud, view.principal.organization_id
    form_ref = form.text("form")
    saved = finish_form(cloud.database, cloud.clock, cloud.payments, form_ref, organization_id)
    return view.go("/wallet", "card_saved" if saved and saved.method_ref else "card_waits")

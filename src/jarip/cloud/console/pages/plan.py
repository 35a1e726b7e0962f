"""The plan and the subscription: choose, change with a preview, pause, cancel, come back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.gathering import gather_invoice
from jarip.cloud.billing.preview import preview_change
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.publishing import list_offers, read_plan
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError, NotFoundError
from jarip.cloud.subscriptions.lifecycle import (
    Subscribe,
    cancel,
    change_plan,
    find_subscription,
    keep,
    pause,
    resume,
    subscribe,
)
from jarip.cloud.subscriptions.states import State

router = APIRouter(prefix="/plan")

Reader = Annotated[View, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[View, Depends(require(Permission.BILLING_WRITE))]
TEMPLATE = "plan/plan.html"


@router.get("")
def show_plan(view: Reader, currency: str = "") -> Response:
    """The present plan, the invoice so far, and the plans there are."""
    with view.cloud.database.read() as session:
        return view.page(TEMPLATE, **_values(session, view, currency))


@router.get("/change")
def show_change(view: Writer, plan: str) -> Response:
    """What changing to a plan would do, before it is done."""
    cloud = view.cloud
    with cloud.database.write() as session:  # a preview is made and rolled back
        preview = preview_change(session, cloud.clock, view.principal.organization_id, plan)
        current = find_subscription(session, view.principal.organization_id)
        present = read_plan(session, current.plan_key)
    return view.page("plan/change.html", preview=preview, present=present)


@router.post("/subscribe", name="subscribe_to_plan")
def send_subscription(view: Writer, form: Sent) -> Response:
    """Subscribe."""
    cloud = view.cloud
    try:
        request = Subscribe(plan=form.text("plan"), currency=form.choice("currency", Currency))
        with cloud.database.write() as session:
            subscribe(
                session,
                cloud.clock,
                view.principal.organization_id,
                request,
                by_operator=view.principal.is_operator,
            )
    except (CloudError, ValidationError) as error:
        with cloud.database.read() as session:
            return view.again(TEMPLATE, error, **_values(session, view, ""))
    return view.go("/plan", "subscribed")


@router.post("/change", name="change_subscription_plan")
def send_change(view: Writer, form: Sent) -> Response:
    """Change the plan."""
    with view.cloud.database.write() as session:
        current = find_subscription(session, view.principal.organization_id)
        change_plan(session, view.cloud.clock, current.id, form.text("plan"))
    return view.go("/plan", "plan_changed")


@router.post("/cancel", name="cancel_subscription")
def send_cancel(view: Writer, form: Sent) -> Response:
    """Cancel at the period's end, or at once."""
    with view.cloud.database.write() as session:
        current = find_subscription(session, view.principal.organization_id)
        cancel(session, view.cloud.clock, current.id, now=form.ticked("now"))
    return view.go("/plan", "cancelled")


@router.post("/keep", name="keep_subscription")
def send_keep(view: Writer, _form: Sent) -> Response:
    """Take a cancellation back."""
    with view.cloud.database.write() as session:
        current = find_subscription(session, view.principal.organization_id)
        keep(session, view.cloud.clock, current.id)
    return view.go("/plan", "saved")


@router.post("/pause", name="pause_subscription")
def send_pause(view: Writer, _form: Sent) -> Response:
    """Pause."""
    with view.cloud.database.write() as session:
        current = find_subscription(session, view.principal.organization_id)
        pause(session, view.cloud.clock, current.id)
    return view.go("/plan", "paused")


@router.post("/resume", name="resume_subscription")
def send_resume(view: Writer, _form: Sent) -> Response:
    """End a pause."""
    with view.cloud.database.write() as session:
        current = find_subscription(session, view.principal.organization_id)
        resume(session, view.cloud.clock, current.id)
    return view.go("/plan", "resumed")


def _values(session: Session, view: View, currency: str) -> dict[str, Any]:
    organization_id = view.principal.organization_id
    try:
        current = find_subscription(session, organization_id)
    except NotFoundError:
        current = None
    is_open = current is not None and current.state != State.CANCELLED
    usual = Currency.KRW if view.language == "ko" else Currency.USD
    shown = Currency(current.currency) if current and is_open else usual
    if not is_open and currency in list(Currency):
        shown = Currency(currency)
    return {
        "current": current,
        "is_open": is_open,
        "present": read_plan(session, current.plan_key) if current else None,
        "next_plan": read_plan(session, current.next_plan_key)
        if current and current.next_plan_key
        else None,
        "gathering": gather_invoice(session, organization_id, view.now_ms) if current else None,
        "offers": [plan for plan in list_offers(session) if shown in plan.prices],
        "currency": shown,
        "currencies": list(Currency),
    }

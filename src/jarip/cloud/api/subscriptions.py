"""REST of an organization's subscription."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.billing.dunning.cases import require_no_debt
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

router = APIRouter(prefix="/v1/subscription", tags=["subscription"])

Reader = Annotated[Principal, Depends(require(Permission.BILLING_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BILLING_WRITE))]


class SubscriptionView(BaseModel):
    """What an organization is subscribed to."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    organization_id: str
    plan_key: str = Field(description="Plan and version", examples=["starter@1"])
    currency: str
    state: str = Field(description="trialing, active, past_due, paused or cancelled")
    started_ms: int
    trial_end_ms: int | None
    period_start_ms: int
    period_end_ms: int = Field(description="When the subscription renews, or ends")
    next_plan_key: str | None = Field(description="The plan that takes over at the period's end")
    cancel_at_end: bool = Field(description="Whether it ends with the period")
    cancelled_ms: int | None
    pause_reason: str = Field(description="customer or unpaid while it is paused, else empty")


class ChangePlan(BaseModel):
    """Changing to another plan."""

    plan: str = Field(examples=["team"], description="Id of a plan on sale")


class Cancel(BaseModel):
    """Cancelling."""

    now: bool = Field(default=False, description="At once, rather than at the period's end")


@router.get("")
def get_subscription(cloud: Cloud, caller: Reader) -> SubscriptionView:
    """The organization's subscription, or the last one it had."""
    with cloud.database.read() as session:
        row = find_subscription(session, caller.organization_id)
        return SubscriptionView.model_validate(row)


@router.post("", status_code=201)
def subscribe_to_plan(cloud: Cloud, caller: Writer, request: Subscribe) -> SubscriptionView:
    """Subscribe the organization to a plan."""
    with cloud.database.write() as session:
        require_no_debt(session, caller.organization_id)
        row = subscribe(
            session,
            cloud.clock,
            caller.organization_id,
            request,
            by_operator=caller.is_operator,
        )
        return SubscriptionView.model_validate(row)


@router.post("/change")
def change_subscription_plan(cloud: Cloud, caller: Writer, request: ChangePlan) -> SubscriptionView:
    """Change to another plan: at once, prorated by the second, if it costs at least as much; at
    the period's end if it costs less. Choosing the present plan takes back a waiting change."""
    with cloud.database.write() as session:
        current = find_subscription(session, caller.organization_id)
        row = change_plan(session, cloud.clock, current.id, request.plan)
        return SubscriptionView.model_validate(row)


@router.post("/cancel")
def cancel_subscription(cloud: Cloud, caller: Writer, request: Cancel) -> SubscriptionView:
    """Cancel at the period's end, or at once."""
    with cloud.database.write() as session:
        current = find_subscription(session, caller.organization_id)
        row = cancel(session, cloud.clock, current.id, now=request.now)
        return SubscriptionView.model_validate(row)


@router.post("/keep")
def keep_subscription(cloud: Cloud, caller: Writer) -> SubscriptionView:
    """Take back a cancellation that has not come into force yet."""
    with cloud.database.write() as session:
        current = find_subscription(session, caller.organization_id)
        return SubscriptionView.model_validate(keep(session, cloud.clock, current.id))


@router.post("/pause")
def pause_subscription(cloud: Cloud, caller: Writer) -> SubscriptionView:
    """Stop the monthly fee and all jobs from this second on."""
    with cloud.database.write() as session:
        current = find_subscription(session, caller.organization_id)
        return SubscriptionView.model_validate(pause(session, cloud.clock, current.id))


@router.post("/resume")
def resume_subscription(cloud: Cloud, caller: Writer) -> SubscriptionView:
    """End a pause."""
    with cloud.database.write() as session:
        current = find_subscription(session, caller.organization_id)
        return SubscriptionView.model_validate(resume(session, cloud.clock, current.id))

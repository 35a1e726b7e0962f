"""What customers do with a subscription: subscribe, change plan, pause, resume, cancel, return."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import find_offer, read_plan
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    PaymentRequiredError,
)
from jarip.cloud.subscriptions.limits import check_fits
from jarip.cloud.subscriptions.periods import SECOND_MS, whole_second
from jarip.cloud.subscriptions.phases import (
    PhaseKind,
    begin_phase,
    change_moment,
    end_phases,
)
from jarip.cloud.subscriptions.renewal import advance_subscription, cut_period, open_period
from jarip.cloud.subscriptions.states import Event, PauseReason, State, next_state
from jarip.cloud.subscriptions.tables import Subscription

DAY_MS = 86_400_000


class Subscribe(BaseModel):
    """Subscribing an organization to a plan."""

    plan: str = Field(examples=["starter"], description="Id of a plan on sale")
    currency: Currency = Field(description="Fixed for the life of the subscription")
    trial: bool = Field(default=True, description="Begin with the plan's trial, if it has one")


def subscribe(
    session: Session,
    clock: Clock,
    organization_id: str,
    request: Subscribe,
    *,
    by_operator: bool = False,
) -> Subscription:
    """Subscribe. ConflictError if the organization is subscribed already.

    A trial is given once: an organization that had any subscription before starts paying at once.
    """
    organization = get_locked(session, Organization, organization_id)
    plan = find_offer(session, request.plan)
    plan.prices_in(request.currency)
    check_fits(session, organization_id, plan)
    if not plan.public and not by_operator:
        raise NotAllowedError("this plan is given by the operator only", where=plan.id)
    former = list_subscriptions(session, organization_id)
    if any(row.state != State.CANCELLED for row in former):
        raise ConflictError(
            "the organization has a subscription already",
            where=former[0].id,
            todo="change its plan instead",
        )
    started = _after_former(former, whole_second(clock.now_ms()))
    trial_ms = plan.trial_days * DAY_MS if request.trial and not former else 0
    subscription = Subscription(
        id=new_id("sub", clock.now_ms()),
        organization_id=organization_id,
        plan_key=plan.key,
        currency=request.currency,
        time_zone=organization.time_zone,
        state=State.TRIALING if trial_ms else State.ACTIVE,
        pause_reason="",
        started_ms=started,
        anchor_ms=started + trial_ms,
        period_start_ms=started,
        period_end_ms=started,
        trial_end_ms=started + trial_ms if trial_ms else None,
        next_plan_key=None,
        cancel_at_end=False,
        cancelled_ms=None,
    )
    session.add(subscription)
    session.flush()
    kind = PhaseKind.TRIAL if trial_ms else PhaseKind.PAID
    begin_phase(session, subscription, kind, plan.key, started)
    open_period(session, subscription)
    return subscription


def change_plan(session: Session, clock: Clock, subscription_id: str, plan_id: str) -> Subscription:
    """Change to another plan: at once if it costs at least as much, else at the period's end.

    During a trial every change is at once. Choosing the present plan again takes back a change
    that has not happened yet.
    """
    subscription = _open(session, clock, subscription_id)
    currency = Currency(subscription.currency)
    old, new = read_plan(session, subscription.plan_key), find_offer(session, plan_id)
    new_fee = new.prices_in(currency).monthly_fee
    check_fits(session, subscription.organization_id, new)
    if subscription.state == State.PAUSED:
        raise ConflictError(
            "the plan of a paused subscription cannot change", where=subscription.id, todo="resume"
        )
    if new.id == old.id and new.version == old.version:
        subscription.next_plan_key = None
    elif subscription.state == State.TRIALING or new_fee >= old.prices_in(currency).monthly_fee:
        _switch_now(session, clock, subscription, new)
    else:
        subscription.next_plan_key = new.key
    session.flush()
    return subscription


def cancel(
    session: Session, clock: Clock, subscription_id: str, *, now: bool = False
) -> Subscription:
    """Cancel at the end of the paid period or, with `now`, at once."""
    subscription = _open(session, clock, subscription_id)
    if not now:
        next_state(State(subscription.state), Event.CANCEL, subscription.id)
        subscription.cancel_at_end = True
        session.flush()
        return subscription
    # At least a second after it began, so that no two billing periods start at one moment.
    earliest = subscription.period_start_ms + SECOND_MS
    at_ms = max(earliest, change_moment(session, subscription, clock.now_ms()))
    apply_event(subscription, Event.CANCEL)
    subscription.cancelled_ms = at_ms
    end_phases(session, subscription, at_ms)
    cut_period(session, subscription, at_ms)
    return subscription


def keep(session: Session, clock: Clock, subscription_id: str) -> Subscription:
    """Take back a cancellation that has not come into force."""
    subscription = _open(session, clock, subscription_id)
    if not subscription.cancel_at_end:
        raise ConflictError("the subscription is not about to end", where=subscription.id)
    subscription.cancel_at_end = False
    session.flush()
    return subscription


def pause(session: Session, clock: Clock, subscription_id: str) -> Subscription:
    """Stop the monthly fee and all jobs from this second on."""
    subscription = _move(session, clock, subscription_id, Event.PAUSE, PhaseKind.PAUSED)
    subscription.pause_reason = PauseReason.CUSTOMER
    return subscription


def resume(session: Session, clock: Clock, subscription_id: str) -> Subscription:
    """End a pause. PaymentRequiredError if it is for an unpaid invoice: paying ends that."""
    if get_locked(session, Subscription, subscription_id).pause_reason == PauseReason.UNPAID:
        raise PaymentRequiredError(
            "the subscription is paused because an invoice is not paid",
            where=subscription_id,
            todo="pay it, and the subscription goes on by itself",
        )
    subscription = _move(session, clock, subscription_id, Event.RESUME, PhaseKind.PAID)
    subscription.pause_reason = ""
    return subscription


def apply_event(subscription: Subscription, event: Event) -> None:
    """Move a subscription to the state that the transition table says."""
    subscription.state = next_state(State(subscription.state), event, subscription.id)


def list_subscriptions(session: Session, organization_id: str) -> list[Subscription]:
    """All subscriptions an organization ever had, newest first."""
    query = (
        select(Subscription)
        .where(Subscription.organization_id == organization_id)
        .order_by(Subscription.started_ms.desc(), Subscription.id.desc())
    )
    return list(session.scalars(query))


def find_subscription(session: Session, organization_id: str) -> Subscription:
    """The organization's subscription, or the last one it had. NotFoundError if none ever."""
    rows = list_subscriptions(session, organization_id)
    if not rows:
        raise NotFoundError(
            "the organization has no subscription",
            where=organization_id,
            todo="subscribe to a plan",
        )
    return rows[0]


def _open(session: Session, clock: Clock, subscription_id: str) -> Subscription:
    subscription = get_locked(session, Subscription, subscription_id)
    advance_subscription(session, subscription, clock.now_ms())
    if subscription.state == State.CANCELLED:
        raise ConflictError(
            "the subscription has ended", where=subscription.id, todo="subscribe anew"
        )
    return subscription


def _switch_now(session: Session, clock: Clock, subscription: Subscription, plan: Plan) -> None:
    at_ms = change_moment(session, subscription, clock.now_ms())
    kind = PhaseKind.TRIAL if subscription.state == State.TRIALING else PhaseKind.PAID
    begin_phase(session, subscription, kind, plan.key, at_ms)
    subscription.plan_key = plan.key
    subscription.next_plan_key = None


def _move(
    session: Session, clock: Clock, subscription_id: str, event: Event, kind: PhaseKind
) -> Subscription:
    subscription = _open(session, clock, subscription_id)
    apply_event(subscription, event)
    at_ms = change_moment(session, subscription, clock.now_ms())
    begin_phase(session, subscription, kind, subscription.plan_key, at_ms)
    return subscription


def _after_former(former: list[Subscription], now_ms: int) -> int:
    """A new subscription never begins before the last one ended, even if the clock went back."""
    return max([now_ms, *(row.cancelled_ms for row in former if row.cancelled_ms is not None)])

"""What unpaid invoices do to a subscription. `billing.dunning` decides; this changes the states."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.subscriptions.lifecycle import apply_event
from jarip.cloud.subscriptions.phases import PhaseKind, begin_phase, change_moment
from jarip.cloud.subscriptions.renewal import advance_subscription
from jarip.cloud.subscriptions.states import Event, PauseReason, State
from jarip.cloud.subscriptions.tables import Subscription


def mark_past_due(session: Session, clock: Clock, subscription_id: str) -> bool:
    """An invoice is overdue: an active subscription is past due. True if that changed anything."""
    subscription = _advance(session, clock, subscription_id)
    if subscription.state != State.ACTIVE:
        return False
    apply_event(subscription, Event.PAYMENT_FAILED)
    session.flush()
    return True


def pause_for_debt(session: Session, clock: Clock, subscription_id: str) -> bool:
    """Stop all jobs and the monthly fee until the debt is paid. True if that stopped anything.

    A pause of the customer's own becomes one that only paying ends.
    """
    subscription = _advance(session, clock, subscription_id)
    if subscription.state == State.PAUSED:
        subscription.pause_reason = PauseReason.UNPAID
        session.flush()
        return False
    if subscription.state not in (State.ACTIVE, State.PAST_DUE):
        return False
    apply_event(subscription, Event.PAUSE)
    subscription.pause_reason = PauseReason.UNPAID
    at_ms = change_moment(session, subscription, clock.now_ms())
    begin_phase(session, subscription, PhaseKind.PAUSED, subscription.plan_key, at_ms)
    return True


def relieve_of_debt(session: Session, clock: Clock, organization_id: str) -> bool:
    """Everything overdue is paid: what was past due is active, what was paused for it goes on."""
    query = select(Subscription.id).where(
        Subscription.organization_id == organization_id, Subscription.state != State.CANCELLED
    )
    subscription_id = session.scalar(query)
    if subscription_id is None:
        return False
    subscription = _advance(session, clock, subscription_id)
    if subscription.state == State.PAST_DUE:
        apply_event(subscription, Event.PAID)
    elif subscription.state == State.PAUSED and subscription.pause_reason == PauseReason.UNPAID:
        apply_event(subscription, Event.RESUME)
        subscription.pause_reason = ""
        at_ms = change_moment(session, subscription, clock.now_ms())
        begin_phase(session, subscription, PhaseKind.PAID, subscription.plan_key, at_ms)
    else:
        return False
    session.flush()
    return True


def _advance(session: Session, clock: Clock, subscription_id: str) -> Subscription:
    subscription = get_locked(session, Subscription, subscription_id)
    advance_subscription(session, subscription, clock.now_ms())
    return subscription

"""Renewal: when a billing period ends, what was waiting for its end happens, and the next begins.

Periods that ended while no server ran are caught up one by one, in order, each at its own moment.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.db.ids import new_id
from jarip.cloud.subscriptions.periods import boundary_ms, period_at
from jarip.cloud.subscriptions.phases import PhaseKind, begin_phase, end_phases
from jarip.cloud.subscriptions.states import Event, State, next_state
from jarip.cloud.subscriptions.tables import BillingPeriod, Subscription


def renew_due(session: Session, now_ms: int) -> list[str]:
    """Renew every subscription whose period has ended; returns their organizations' ids."""
    query = (
        select(Subscription)
        .where(Subscription.state != State.CANCELLED, Subscription.period_end_ms <= now_ms)
        .order_by(Subscription.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    due = list(session.scalars(query))
    for subscription in due:
        advance_subscription(session, subscription, now_ms)
    return [subscription.organization_id for subscription in due]


def advance_subscription(session: Session, subscription: Subscription, now_ms: int) -> None:
    """Renew a subscription (locked by the caller) until its period contains `now_ms`."""
    while subscription.state != State.CANCELLED and subscription.period_end_ms <= now_ms:
        _end_period(session, subscription)


def open_period(session: Session, subscription: Subscription) -> None:
    """Begin the billing period that starts where the present one ends."""
    start = subscription.period_end_ms
    if subscription.trial_end_ms is not None and start < subscription.trial_end_ms:
        end = subscription.trial_end_ms
    else:
        number = period_at(subscription.anchor_ms, subscription.time_zone, start)
        end = boundary_ms(subscription.anchor_ms, subscription.time_zone, number + 1)
    subscription.period_start_ms, subscription.period_end_ms = start, end
    session.add(
        BillingPeriod(
            id=new_id("per", start),
            subscription_id=subscription.id,
            organization_id=subscription.organization_id,
            start_ms=start,
            end_ms=end,
            full_end_ms=end,
            fee_billed_ms=None,
            usage_billed_ms=None,
        )
    )
    session.flush()


def cut_period(session: Session, subscription: Subscription, at_ms: int) -> None:
    """The subscription ended within its period, which ends there, too."""
    period = session.scalars(
        select(BillingPeriod).where(
            BillingPeriod.subscription_id == subscription.id,
            BillingPeriod.start_ms == subscription.period_start_ms,
        )
    ).one()
    period.end_ms = subscription.period_end_ms = at_ms
    session.flush()


def _end_period(session: Session, subscription: Subscription) -> None:
    at_ms = subscription.period_end_ms
    if subscription.cancel_at_end:
        subscription.state = next_state(State(subscription.state), Event.CANCEL, subscription.id)
        subscription.cancelled_ms = at_ms
        end_phases(session, subscription, at_ms)
        return
    trial_ends = subscription.state == State.TRIALING
    if trial_ends:
        subscription.state = next_state(State.TRIALING, Event.TRIAL_ENDED, subscription.id)
    plan_changes = subscription.next_plan_key is not None
    subscription.plan_key = subscription.next_plan_key or subscription.plan_key
    subscription.next_plan_key = None
    if trial_ends or plan_changes:
        paused = subscription.state == State.PAUSED
        kind = PhaseKind.PAUSED if paused else PhaseKind.PAID
        begin_phase(session, subscription, kind, subscription.plan_key, at_ms)
    open_period(session, subscription)

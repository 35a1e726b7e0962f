"""Usage of a scope over any span, rated stretch by stretch with the plan then in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.rating import Charge, rate_usage
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import read_plan
from jarip.cloud.metering.queries import Scope, sum_usage
from jarip.cloud.subscriptions.phases import PhaseKind, Segment
from jarip.cloud.subscriptions.tables import Subscription, SubscriptionPhase

FAR_FUTURE_MS = 2**53
"""After every usage event there will ever be."""


@dataclass(frozen=True)
class UsageStretch:
    """Usage over a stretch with one plan's prices."""

    plan: Plan
    start_ms: int
    end_ms: int
    charges: list[Charge]


def rate_stretch(
    session: Session, scope: Scope, segment: Segment, plan: Plan, currency: Currency
) -> UsageStretch:
    """The usage of a scope over a segment, rated by its plan."""
    usage = sum_usage(session, scope, segment.start_ms, segment.end_ms)
    charges = rate_usage(usage, plan.prices_in(currency))
    return UsageStretch(plan, segment.start_ms, segment.end_ms, charges)


def stretch_over(segments: list[Segment], window: tuple[int, int]) -> list[Segment]:
    """Segments that cover the whole window: each one's plan goes on until the next begins."""
    stretched = []
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        start = window[0] if number == 0 else segment.start_ms
        end = window[1] if last else segments[number + 1].start_ms
        stretched.append(Segment(start, end, segment.plan_key, segment.kind))
    return stretched


def rate_span(
    session: Session, scope: Scope, currency: Currency, start_ms: int, end_ms: int
) -> list[UsageStretch]:
    """What a scope used within a span, whatever plans its organization was on meanwhile.

    Usage under a subscription in another currency is left out.
    """
    rated = []
    for segment, its_currency in _segments(session, scope.organization_id):
        start, end = max(segment.start_ms, start_ms), min(segment.end_ms, end_ms)
        if start < end and its_currency == currency:
            clipped = Segment(start, end, segment.plan_key, segment.kind)
            plan = read_plan(session, segment.plan_key)
            rated.append(rate_stretch(session, scope, clipped, plan, currency))
    return rated


def _segments(session: Session, organization_id: str) -> list[tuple[Segment, Currency]]:
    """All phases an organization ever had, each reaching to the next, the last one for ever."""
    query = (
        select(SubscriptionPhase, Subscription.currency)
        .join(Subscription, Subscription.id == SubscriptionPhase.subscription_id)
        .where(SubscriptionPhase.organization_id == organization_id)
        .order_by(SubscriptionPhase.start_ms)
    )
    rows = session.execute(query).all()
    starts = [phase.start_ms for phase, _ in rows[1:]]
    return [
        (Segment(phase.start_ms, end, phase.plan_key, PhaseKind(phase.kind)), Currency(currency))
        for (phase, currency), end in zip(rows, [*starts, FAR_FUTURE_MS], strict=True)
    ]

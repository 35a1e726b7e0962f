"""Everything one billing period costs: fees, usage by stretch of one plan, included compute."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.proration import part_of
from jarip.cloud.billing.stretches import (
    FAR_FUTURE_MS,
    UsageStretch,
    rate_stretch,
    stretch_over,
)
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import read_plan
from jarip.cloud.db.database import get_row
from jarip.cloud.metering.inputs import COMPUTE, Resource
from jarip.cloud.metering.queries import Scope
from jarip.cloud.subscriptions.phases import PhaseKind, Segment, list_segments
from jarip.cloud.subscriptions.tables import BillingPeriod, Subscription


@dataclass(frozen=True)
class Fee:
    """The monthly fee's part for a stretch of a period on one plan."""

    plan: Plan
    start_ms: int
    end_ms: int
    fee_micros: int


@dataclass(frozen=True)
class PeriodBill:
    """What a billing period costs, exact to the micro."""

    period: BillingPeriod
    currency: Currency
    fees: list[Fee]
    stretches: list[UsageStretch]
    included_micros: int

    @property
    def fee_micros(self) -> int:
        """All fees."""
        return sum(fee.fee_micros for fee in self.fees)

    @property
    def compute_micros(self) -> int:
        """All chip time at the plan's rates, before included compute."""
        return sum(self._charged(Resource(each)) for each in COMPUTE)

    @property
    def included_used_micros(self) -> int:
        """How much of the included compute is used up."""
        return min(self.included_micros, max(0, self.compute_micros))

    @property
    def usage_micros(self) -> int:
        """All usage, after included compute."""
        return sum(self._charged(resource) for resource in Resource) - self.included_used_micros

    def _charged(self, resource: Resource) -> int:
        return sum(
            charge.charge_micros
            for stretch in self.stretches
            for charge in stretch.charges
            if charge.resource == resource
        )


def bill_period(session: Session, period: BillingPeriod) -> PeriodBill:
    """What a period costs as things stand. For the present period that is the cost so far."""
    subscription = get_row(session, Subscription, period.subscription_id)
    currency = Currency(subscription.currency)
    segments = list_segments(session, subscription.id, period.start_ms, period.end_ms)
    plans = {s.plan_key: read_plan(session, s.plan_key) for s in segments}
    whole = (period.start_ms, period.full_end_ms)
    scope = Scope(period.organization_id)
    return PeriodBill(
        period=period,
        currency=currency,
        fees=_fees(segments, plans, currency, whole),
        stretches=[
            rate_stretch(session, scope, segment, plans[segment.plan_key], currency)
            for segment in stretch_over(segments, usage_window(session, period))
        ],
        included_micros=_included(segments, plans, currency, whole),
    )


def usage_window(session: Session, period: BillingPeriod) -> tuple[int, int]:
    """The span whose usage a period bills: until the organization's next period begins.

    These windows follow each other without gap or overlap, so all usage is billed, and once: also
    the last seconds of jobs that were still stopping when a subscription ended.
    """
    query = (
        select(BillingPeriod.start_ms)
        .where(
            BillingPeriod.organization_id == period.organization_id,
            BillingPeriod.start_ms > period.start_ms,
        )
        .order_by(BillingPeriod.start_ms)
        .limit(1)
    )
    following = session.scalar(query)
    return period.start_ms, FAR_FUTURE_MS if following is None else following


def _fees(
    segments: list[Segment], plans: dict[str, Plan], currency: Currency, whole: tuple[int, int]
) -> list[Fee]:
    fees = []
    for segment in segments:
        if segment.kind == PhaseKind.PAID:
            plan = plans[segment.plan_key]
            span = (segment.start_ms, segment.end_ms)
            fee = part_of(plan.prices_in(currency).monthly_fee, span, whole)
            fees.append(Fee(plan, *span, fee))
    return fees


def _included(
    segments: list[Segment], plans: dict[str, Plan], currency: Currency, whole: tuple[int, int]
) -> int:
    return sum(
        part_of(
            plans[s.plan_key].prices_in(currency).included_compute, (s.start_ms, s.end_ms), whole
        )
        for s in segments
        if s.kind != PhaseKind.PAUSED
    )

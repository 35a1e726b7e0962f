"""What a budget's window has cost so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.billing.gathering import current_period
from jarip.cloud.billing.period_bill import bill_period, usage_window
from jarip.cloud.billing.rating import HOUR_MS
from jarip.cloud.billing.stretches import FAR_FUTURE_MS, UsageStretch, rate_span
from jarip.cloud.budgets.manage import Counts, Window
from jarip.cloud.budgets.tables import Budget
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Rates, rate_of
from jarip.cloud.db.database import get_row
from jarip.cloud.metering.inputs import PER_CHIP_MS
from jarip.cloud.metering.queries import Scope, sum_usage
from jarip.cloud.subscriptions.terms import Terms

HUNDREDTHS = 100
"""Chip time is summed in hundredths, which parts of chips are counted in."""


@dataclass(frozen=True)
class Spending:
    """`spent_micros` so far in the window; `headroom_micros` is what more, at the plan's rates,
    may be reserved or spent: for a net budget that includes unused included compute."""

    window_start_ms: int
    spent_micros: int
    headroom_micros: int


def measure_spending(session: Session, budget: Budget, now_ms: int) -> Spending:
    """A budget's spending now, exact to the micro."""
    if budget.counts == Counts.NET:
        return net_spending(session, budget.organization_id, budget.amount_micros, now_ms)
    start, end = _window(session, budget, now_ms)
    scope = Scope(budget.organization_id, budget.project_id, budget.member_id)
    rated = rate_span(session, scope, Currency(budget.currency), start, end)
    spent = _charged(rated)
    return Spending(start, spent, budget.amount_micros - spent)


def net_spending(
    session: Session, organization_id: str, amount_micros: int, now_ms: int
) -> Spending:
    """An organization's usage of the billing period after included compute, against an amount."""
    period = current_period(session, organization_id, now_ms)
    bill = bill_period(session, period)
    other = bill.usage_micros + bill.included_used_micros - bill.compute_micros
    headroom = amount_micros - other
    if headroom >= 0:
        headroom += bill.included_micros - bill.compute_micros
    return Spending(period.start_ms, bill.usage_micros, headroom)


def used_units_micros(session: Session, terms: Terms, unit_rates: Rates) -> int:
    """Compute units × hours used in the billing period, in millionths, rounded up."""
    scope = Scope(terms.organization_id)
    usage = sum_usage(session, scope, terms.period_start_ms, FAR_FUTURE_MS)
    unit_ms = sum(
        amount * (HUNDREDTHS // PER_CHIP_MS[used.resource]) * (rate_of(unit_rates, used.kind) or 0)
        for used, amount in usage.items()
        if used.resource in PER_CHIP_MS and not used.faulted
    )
    return -(-unit_ms // (HOUR_MS * HUNDREDTHS))


def _charged(stretches: list[UsageStretch]) -> int:
    return sum(charge.charge_micros for each in stretches for charge in each.charges)


def _window(session: Session, budget: Budget, now_ms: int) -> tuple[int, int]:
    if budget.window == Window.TOTAL:
        return 0, FAR_FUTURE_MS
    if budget.window == Window.MONTH:
        zone = get_row(session, Organization, budget.organization_id).time_zone
        return month_start_ms(now_ms, zone), FAR_FUTURE_MS
    return usage_window(session, current_period(session, budget.organization_id, now_ms))


def month_start_ms(now_ms: int, time_zone: str) -> int:
    """When the calendar month that contains a moment began in a time zone."""
    local = datetime.fromtimestamp(now_ms // 1000, UTC).astimezone(ZoneInfo(time_zone))
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return int(first.timestamp()) * 1000

"""What a change of plan would do: made, measured, and taken back within one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jarip.cloud.billing.gathering import Gathering, gather_invoice
from jarip.cloud.billing.lines import LineKind
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.plan import Plan
from jarip.cloud.catalog.publishing import find_offer
from jarip.cloud.db.clock import Clock
from jarip.cloud.subscriptions.lifecycle import change_plan, find_subscription


@dataclass(frozen=True)
class PlanPreview:
    """`at_ms` is when the plan takes over. `fee_micros` is what the present period's fees change
    by, prorated by the second; 0 for a change at the period's end."""

    plan: Plan
    currency: Currency
    at_once: bool
    at_ms: int
    fee_micros: int
    included_micros: int
    """What the present period's included compute changes by."""


def preview_change(
    session: Session, clock: Clock, organization_id: str, plan_id: str
) -> PlanPreview:
    """What `change_plan` would do now, by doing it and rolling it back: it can't differ."""
    now_ms = clock.now_ms()
    before = gather_invoice(session, organization_id, now_ms)
    with session.begin_nested() as attempt:
        current = find_subscription(session, organization_id)
        changed = change_plan(session, clock, current.id, plan_id)
        at_once = changed.next_plan_key is None
        at_ms = now_ms if at_once else changed.period_end_ms
        after = gather_invoice(session, organization_id, now_ms)
        attempt.rollback()
    return PlanPreview(
        find_offer(session, plan_id),
        before.currency,
        at_once,
        at_ms,
        _fees(after) - _fees(before),
        after.bill.included_micros - before.bill.included_micros,
    )


def _fees(gathering: Gathering) -> int:
    """As they will stand on the invoice: rounded line by line."""
    return sum(line.amount_micros for line in gathering.lines if line.kind is LineKind.FEE)

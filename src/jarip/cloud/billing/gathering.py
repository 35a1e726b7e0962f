"""The invoice so far: what would be billed if the period ended now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.lines import Line
from jarip.cloud.billing.owed import period_lines
from jarip.cloud.billing.period_bill import PeriodBill, bill_period
from jarip.cloud.catalog.money import Currency
from jarip.cloud.errors import NotFoundError
from jarip.cloud.subscriptions.tables import BillingPeriod


@dataclass(frozen=True)
class Gathering:
    """The present period's lines. `bill` has the same, exact to the micro."""

    period: BillingPeriod
    currency: Currency
    lines: list[Line]
    bill: PeriodBill

    @property
    def subtotal_micros(self) -> int:
        """The sum of the lines, before tax."""
        return sum(line.amount_micros for line in self.lines)


def current_period(session: Session, organization_id: str, now_ms: int) -> BillingPeriod:
    """The billing period that `now_ms` lies in, or the last one there was."""
    query = (
        select(BillingPeriod)
        .where(
            BillingPeriod.organization_id == organization_id,
            BillingPeriod.start_ms <= now_ms,
        )
        .order_by(BillingPeriod.start_ms.desc())
        .limit(1)
    )
    period = session.scalar(query)
    if period is None:
        raise NotFoundError(
            "the organization was never subscribed, so it has no invoice",
            where=organization_id,
            todo="subscribe to a plan",
        )
    return period


def gather_invoice(session: Session, organization_id: str, now_ms: int) -> Gathering:
    """The invoice so far of the present billing period. NotFoundError if never subscribed."""
    period = current_period(session, organization_id, now_ms)
    bill = bill_period(session, period)
    return Gathering(period, bill.currency, period_lines(session, bill), bill)

"""What is owed and not yet billed: the difference between what periods cost and former invoices.

Every billing period is rated anew and compared, line by line, with what earlier invoices billed for
it. What was never billed becomes its natural lines; what differs (a plan changed after its fee was
billed in advance, usage that arrived late, time found faulted afterwards) becomes adjusting lines.
So whatever happens in whatever order, the invoices of a period always sum to what it costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.coupons.discounts import discount_lines, find_discounts
from jarip.cloud.billing.lines import Line, LineKind, fee_lines, usage_lines
from jarip.cloud.billing.period_bill import PeriodBill, bill_period, usage_window
from jarip.cloud.billing.tables import InvoiceLine
from jarip.cloud.metering.inputs import COMPUTE
from jarip.cloud.metering.tables import Meter
from jarip.cloud.subscriptions.tables import BillingPeriod


class LineKey(NamedTuple):
    """What lines of one period have in common if they bill the same thing."""

    kind: str
    plan_key: str
    resource: str
    resource_kind: str


class OwedLine(NamedTuple):
    """A line to put on the next invoice, and the period it bills."""

    period: BillingPeriod
    line: Line
    adjusts: bool


def take_owed(session: Session, organization_id: str, now_ms: int) -> list[OwedLine]:
    """Everything owed at `now_ms`: fees of all periods that have begun (they are paid in advance),
    and usage of those that have ended and are wholly counted. Marks these as billed."""
    query = (
        select(BillingPeriod)
        .where(BillingPeriod.organization_id == organization_id, BillingPeriod.start_ms <= now_ms)
        .order_by(BillingPeriod.start_ms)
    )
    owed: list[OwedLine] = []
    for period in session.scalars(query):
        is_over = period.end_ms <= now_ms and is_counted(session, period)
        lines = period_lines(session, bill_period(session, period), with_usage=is_over)
        period.fee_billed_ms = period.fee_billed_ms or now_ms
        if is_over:
            period.usage_billed_ms = period.usage_billed_ms or now_ms
        owed += _differences(period, lines, _billed(session, period))
    return owed


def period_lines(session: Session, bill: PeriodBill, *, with_usage: bool = True) -> list[Line]:
    """All lines of a period: fees, usage (or not yet), and what coupons take off them."""
    fees, usage = list(fee_lines(bill)), usage_lines(bill) if with_usage else []
    discounts = find_discounts(session, bill.period) if fees or usage else []
    off = discount_lines(discounts, bill.currency, bill.period, fees, usage)
    return [*fees, *usage, *off]


def is_counted(session: Session, period: BillingPeriod) -> bool:
    """Whether every attempt that ran in a period has ended or is counted beyond it."""
    _, end_ms = usage_window(session, period)
    query = (
        select(Meter.id)
        .where(
            Meter.organization_id == period.organization_id,
            Meter.resource.in_(COMPUTE),
            Meter.closed_ms.is_(None),
            Meter.started_ms < end_ms,
            Meter.metered_ms < end_ms,
        )
        .limit(1)
    )
    return session.scalar(query) is None


def _billed(session: Session, period: BillingPeriod) -> Sequence[InvoiceLine]:
    return session.scalars(select(InvoiceLine).where(InvoiceLine.period_id == period.id)).all()


def _differences(
    period: BillingPeriod, lines: Sequence[Line], billed: Sequence[InvoiceLine]
) -> Iterator[OwedLine]:
    before, after = _group(_as_line(row) for row in billed), _group(lines)
    for key in dict.fromkeys([*after, *before]):
        if key not in before:
            yield from (OwedLine(period, line, False) for line in after[key] if _says(line))
        else:
            line = _difference(before[key], after.get(key, []))
            if _says(line):
                yield OwedLine(period, line, True)


def _difference(before: Sequence[Line], after: Sequence[Line]) -> Line:
    return replace(
        (after or before)[-1],
        amount_micros=_sum(after, "amount_micros") - _sum(before, "amount_micros"),
        exact_micros=_sum(after, "exact_micros") - _sum(before, "exact_micros"),
        quantity=_sum(after, "quantity") - _sum(before, "quantity"),
    )


def _says(line: Line) -> bool:
    return bool(line.amount_micros or line.quantity)


def _sum(lines: Iterable[Line], name: str) -> int:
    return sum(getattr(line, name) for line in lines)


def _group(lines: Iterable[Line]) -> dict[LineKey, list[Line]]:
    groups: dict[LineKey, list[Line]] = {}
    for line in lines:
        key = LineKey(line.kind, line.plan_key, line.resource, line.resource_kind)
        groups.setdefault(key, []).append(line)
    return groups


def _as_line(row: InvoiceLine) -> Line:
    return Line(
        kind=LineKind(row.kind),
        plan_key=row.plan_key,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        amount_micros=row.amount_micros,
        exact_micros=row.exact_micros,
        resource=row.resource,
        resource_kind=row.resource_kind,
        quantity=row.quantity,
        rate_micros=row.rate_micros,
    )

"""Lines of an invoice, in whole smallest coins, each with what it takes to trace it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from jarip.cloud.billing.period_bill import PeriodBill
from jarip.cloud.catalog.money import round_to_minor
from jarip.cloud.metering.inputs import COMPUTE


class LineKind(StrEnum):
    """What a line charges or gives."""

    FEE = "fee"
    USAGE = "usage"
    FAULTED = "faulted"
    INCLUDED = "included"
    DISCOUNT = "discount"


@dataclass(frozen=True)
class Line:
    """One line: `amount_micros` is in whole smallest coins, `exact_micros` before that rounding.

    A usage line is the sum of the usage events of its organization with its resource and kind that
    lie within [start_ms, end_ms); `quantity` is their sum, in the unit of `Resource`. A discount
    line names what it takes off from (`fee` or `usage`) and the coupon's code instead.
    """

    kind: LineKind
    plan_key: str
    start_ms: int
    end_ms: int
    amount_micros: int
    exact_micros: int
    resource: str = ""
    resource_kind: str = ""
    quantity: int = 0
    rate_micros: int | None = None


def fee_lines(bill: PeriodBill) -> Iterator[Line]:
    """A line for each stretch with a monthly fee."""
    for fee in bill.fees:
        amount = round_to_minor(fee.fee_micros, bill.currency)
        yield Line(LineKind.FEE, fee.plan.key, fee.start_ms, fee.end_ms, amount, fee.fee_micros)


def usage_lines(bill: PeriodBill) -> list[Line]:
    """A line for each kind of usage in each stretch, then what the plan includes.

    Included compute takes off at most what the lines of chips and their parts, as rounded, charge.
    """
    lines = [
        Line(
            kind=LineKind.FAULTED if charge.faulted else LineKind.USAGE,
            plan_key=stretch.plan.key,
            start_ms=stretch.start_ms,
            end_ms=min(stretch.end_ms, max(bill.period.end_ms, stretch.start_ms)),
            amount_micros=round_to_minor(charge.charge_micros, bill.currency),
            exact_micros=charge.charge_micros,
            resource=charge.resource,
            resource_kind=charge.kind,
            quantity=charge.amount,
            rate_micros=charge.rate_micros,
        )
        for stretch in bill.stretches
        for charge in stretch.charges
    ]
    compute = sum(line.amount_micros for line in lines if line.resource in COMPUTE)
    pool = round_to_minor(bill.included_micros, bill.currency)
    used = min(pool, max(0, compute))
    if used or bill.included_used_micros:
        key, period = bill.stretches[-1].plan.key, bill.period
        lines.append(
            Line(
                kind=LineKind.INCLUDED,
                plan_key=key,
                start_ms=period.start_ms,
                end_ms=period.end_ms,
                amount_micros=-used,
                exact_micros=-bill.included_used_micros,
            )
        )
    return lines

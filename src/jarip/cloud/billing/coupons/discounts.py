"""What coupons take off a billing period: a pure function of its other lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.billing.coupons.manage import AppliesTo, CouponKind
from jarip.cloud.billing.coupons.tables import Coupon, CouponRedemption
from jarip.cloud.billing.lines import Line, LineKind
from jarip.cloud.catalog.money import Currency, divide_rounded, round_to_minor
from jarip.cloud.subscriptions.tables import BillingPeriod

WHOLE = 10_000


@dataclass(frozen=True)
class Discount:
    """A coupon that is in force in a period."""

    code: str
    kind: CouponKind
    basis_points: int
    amount_micros: int
    applies_to: AppliesTo


def find_discounts(session: Session, period: BillingPeriod) -> list[Discount]:
    """The coupons in force in a period, in the order in which they were redeemed."""
    number = (
        select(func.count())
        .select_from(BillingPeriod)
        .where(
            BillingPeriod.subscription_id == period.subscription_id,
            BillingPeriod.start_ms >= CouponRedemption.start_ms,
            BillingPeriod.start_ms < period.start_ms,
        )
        .scalar_subquery()
    )
    query = (
        select(Coupon)
        .join(CouponRedemption, CouponRedemption.coupon_code == Coupon.code)
        .where(
            CouponRedemption.subscription_id == period.subscription_id,
            CouponRedemption.start_ms <= period.start_ms,
            Coupon.periods.is_(None) | (number < Coupon.periods),
        )
        .order_by(CouponRedemption.id)
    )
    return [
        Discount(
            coupon.code,
            CouponKind(coupon.kind),
            coupon.basis_points,
            coupon.amount_micros,
            AppliesTo(coupon.applies_to),
        )
        for coupon in session.scalars(query)
    ]


def discount_lines(
    discounts: Sequence[Discount],
    currency: Currency,
    period: BillingPeriod,
    fees: Sequence[Line],
    usage: Sequence[Line],
) -> Iterator[Line]:
    """A line for what each coupon takes off the fees, and one for what it takes off usage.

    Each takes from what those before it left, never more than there is. An amount is taken off
    the fees first, which are billed first, and its rest off usage.
    """
    left = {AppliesTo.FEE: _sum(fees), AppliesTo.USAGE: _sum(usage)}
    for discount in discounts:
        amount = discount.amount_micros
        for part in (AppliesTo.FEE, AppliesTo.USAGE):
            if discount.applies_to not in (AppliesTo.ALL, part):
                continue
            if discount.kind == CouponKind.PERCENT:
                amount = divide_rounded(left[part] * discount.basis_points, WHOLE)
            off = max(0, min(left[part], round_to_minor(amount, currency)))
            left[part] -= off
            amount -= off
            if off:
                yield _line(discount, part, period, [*fees, *usage][0].plan_key, off)


def _line(
    discount: Discount, part: AppliesTo, period: BillingPeriod, plan_key: str, off: int
) -> Line:
    return Line(
        kind=LineKind.DISCOUNT,
        plan_key=plan_key,
        start_ms=period.start_ms,
        end_ms=period.end_ms,
        amount_micros=-off,
        exact_micros=-off,
        resource=part,
        resource_kind=discount.code,
    )


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.amount_micros for line in lines)

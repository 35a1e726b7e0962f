"""Making, ending and redeeming coupons."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.coupons.tables import Coupon, CouponRedemption
from jarip.cloud.billing.wallet.ledger import Cause, TransferKind
from jarip.cloud.billing.wallet.moves import put_in
from jarip.cloud.catalog.money import Currency
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.db.ids import new_id
from jarip.cloud.errors import ConflictError, InvalidInputError, NotFoundError
from jarip.cloud.subscriptions.lifecycle import find_subscription
from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.tables import Subscription

DAY_MS = 86_400_000
CODE = r"^[A-Z0-9][A-Z0-9-]{1,62}$"


class CouponKind(StrEnum):
    """What a coupon gives."""

    PERCENT = "percent"
    AMOUNT = "amount"
    CREDIT = "credit"


class AppliesTo(StrEnum):
    """What a coupon takes off from."""

    ALL = "all"
    FEE = "fee"
    USAGE = "usage"


class CreateCoupon(BaseModel):
    """A new coupon."""

    code: str = Field(pattern=CODE, examples=["HELLO-2026"])
    kind: CouponKind
    basis_points: int = Field(
        default=0, ge=0, le=10_000, description="For percent: hundredths of a percent"
    )
    amount_micros: int = Field(default=0, ge=0, le=10**18, description="For amount and credit")
    currency: Currency | None = Field(default=None, description="For amount and credit")
    applies_to: AppliesTo = AppliesTo.ALL
    periods: int | None = Field(
        default=1, ge=1, le=1200, description="Billing periods it takes off from; null: for ever"
    )
    plans: list[str] = Field(default=[], max_length=100, description="Ids of plans; empty: any")
    credit_days: int | None = Field(
        default=None, ge=1, le=3650, description="For credit: days until it expires"
    )
    max_redemptions: int | None = Field(default=None, ge=1)
    expires_ms: int | None = Field(default=None, description="Until when it can be redeemed")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> CreateCoupon:
        if self.kind == CouponKind.PERCENT:
            if not self.basis_points or self.amount_micros or self.currency:
                raise ValueError("a percent coupon has basis_points, no amount and no currency")
        elif self.basis_points or not self.amount_micros or self.currency is None:
            raise ValueError(f"a coupon of {self.kind} has an amount and a currency")
        return self


def create_coupon(session: Session, clock: Clock, request: CreateCoupon) -> Coupon:
    """A new coupon. ConflictError if the code was ever used."""
    if session.get(Coupon, request.code) is not None:
        raise ConflictError("this code exists", where=request.code, todo="choose another")
    coupon = Coupon(
        **request.model_dump(exclude={"currency"}),
        currency=request.currency or "",
        redeemed=0,
        created_ms=clock.now_ms(),
        archived_ms=None,
    )
    session.add(coupon)
    session.flush()
    return coupon


def archive_coupon(session: Session, clock: Clock, code: str) -> Coupon:
    """Nobody can redeem it any more; who has it keeps it."""
    coupon = get_locked(session, Coupon, code)
    coupon.archived_ms = coupon.archived_ms or clock.now_ms()
    session.flush()
    return coupon


def list_coupons(session: Session) -> Sequence[Coupon]:
    """Every coupon there ever was, newest first."""
    return session.scalars(select(Coupon).order_by(Coupon.created_ms.desc(), Coupon.code)).all()


def redeem_coupon(
    session: Session, clock: Clock, organization_id: str, code: str
) -> CouponRedemption:
    """Use a code. It takes off from the present billing period on, or fills the wallet at once.

    Redeeming it again changes nothing. NotFoundError for a code that cannot be used, whatever the
    reason: a stranger learns nothing by trying codes.
    """
    now_ms = clock.now_ms()
    coupon = session.get(Coupon, code.strip().upper(), with_for_update=True)
    known = _find_redemption(session, organization_id, coupon)
    if known is not None:
        return known
    if coupon is None or not _is_open(coupon, now_ms):
        raise NotFoundError("no coupon with this code can be redeemed", where=code)
    subscription = None
    if coupon.kind != CouponKind.CREDIT:
        subscription = find_subscription(session, organization_id)
        _check_subscription(coupon, subscription)
    redemption = CouponRedemption(
        id=new_id("cpr", now_ms),
        coupon_code=coupon.code,
        organization_id=organization_id,
        subscription_id=subscription.id if subscription else "",
        start_ms=_first_period_ms(subscription) if subscription else now_ms,
        redeemed_ms=now_ms,
    )
    coupon.redeemed += 1
    session.add(redemption)
    session.flush()
    if subscription is None:
        _fill_wallet(session, now_ms, coupon, redemption)
    return redemption


def list_redemptions(session: Session, organization_id: str) -> Sequence[CouponRedemption]:
    """What an organization redeemed, newest first."""
    query = select(CouponRedemption).where(CouponRedemption.organization_id == organization_id)
    return session.scalars(query.order_by(CouponRedemption.id.desc())).all()


def _is_open(coupon: Coupon, now_ms: int) -> bool:
    in_time = coupon.expires_ms is None or now_ms < coupon.expires_ms
    some_left = coupon.max_redemptions is None or coupon.redeemed < coupon.max_redemptions
    return coupon.archived_ms is None and in_time and some_left


def _find_redemption(
    session: Session, organization_id: str, coupon: Coupon | None
) -> CouponRedemption | None:
    if coupon is None:
        return None
    return session.scalar(
        select(CouponRedemption).where(
            CouponRedemption.organization_id == organization_id,
            CouponRedemption.coupon_code == coupon.code,
        )
    )


def _check_subscription(coupon: Coupon, subscription: Subscription) -> None:
    plan_id = subscription.plan_key.partition("@")[0]
    if subscription.state == State.CANCELLED:
        raise ConflictError(
            "the subscription has ended", where=subscription.id, todo="subscribe first"
        )
    if coupon.plans and plan_id not in coupon.plans:
        raise ConflictError(
            f"the coupon is for the plans {', '.join(coupon.plans)}", where=subscription.plan_key
        )
    if coupon.currency and coupon.currency != subscription.currency:
        raise InvalidInputError(
            f"the coupon is in {coupon.currency}, the subscription in {subscription.currency}",
            where="code",
        )


def _first_period_ms(subscription: Subscription) -> int:
    """The present period; during a trial, which costs nothing, the first that is paid for."""
    trialing = subscription.state == State.TRIALING
    return subscription.anchor_ms if trialing else subscription.period_start_ms


def _fill_wallet(
    session: Session, now_ms: int, coupon: Coupon, redemption: CouponRedemption
) -> None:
    days = coupon.credit_days
    put_in(
        session,
        now_ms,
        redemption.organization_id,
        coupon.currency,
        coupon.amount_micros,
        Cause(TransferKind.GRANT, f"coupon:{redemption.id}", coupon.code),
        None if days is None else now_ms + days * DAY_MS,
    )

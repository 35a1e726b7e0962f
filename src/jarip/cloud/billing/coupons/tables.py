"""Tables of coupons: the coupons, and who redeemed them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, PrimaryId


class Coupon(Base):
    """A code and what it gives. Its terms never change; it can only be ended.

    `kind` is `percent` (with `basis_points`), `amount` (a period) or `credit` (once, into the
    wallet), the latter two with `amount_micros` and `currency`. `applies_to` is `all`, `fee` or
    `usage`. `periods` counts billing periods, None for ever. `plans` empty: any plan.
    """

    __tablename__ = "coupons"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[Code]
    basis_points: Mapped[int]
    amount_micros: Mapped[int]
    currency: Mapped[Code]
    applies_to: Mapped[Code]
    periods: Mapped[int | None]
    plans: Mapped[list[str]]
    credit_days: Mapped[int | None]
    max_redemptions: Mapped[int | None]
    redeemed: Mapped[int]
    expires_ms: Mapped[int | None]
    created_ms: Mapped[int]
    archived_ms: Mapped[int | None]


class CouponRedemption(Base):
    """An organization used a code: once for each code.

    It takes off the billing periods of its subscription that begin at or after `start_ms`, as many
    as the coupon says.
    """

    __tablename__ = "coupon_redemptions"
    __table_args__ = (
        UniqueConstraint("organization_id", "coupon_code"),
        Index(None, "subscription_id"),
    )

    id: Mapped[PrimaryId]
    coupon_code: Mapped[str] = mapped_column(String(64), ForeignKey("coupons.code"))
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    subscription_id: Mapped[Id]
    """Empty for credit, which needs no subscription."""
    start_ms: Mapped[int]
    redeemed_ms: Mapped[int]

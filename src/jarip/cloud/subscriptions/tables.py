"""Tables of subscriptions: the subscription, its phases, its billing periods."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, PrimaryId

_NOT_CANCELLED = text("state <> 'cancelled'")


class Subscription(Base):
    """What an organization is subscribed to. At most one that is not cancelled.

    `anchor_ms` is where paid billing periods are counted from (the end of the trial, if any).
    `pause_reason` is `customer` or `unpaid` while it is paused, else empty.
    `next_plan_key` takes over at the end of the period (a downgrade); `cancel_at_end` ends it then.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "uq_subscriptions_current",
            "organization_id",
            unique=True,
            sqlite_where=_NOT_CANCELLED,
            postgresql_where=_NOT_CANCELLED,
        ),
        Index(None, "organization_id"),
    )

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    plan_key: Mapped[str] = mapped_column(ForeignKey("plan_versions.key"))
    currency: Mapped[Code]
    time_zone: Mapped[Code]
    state: Mapped[Code]
    pause_reason: Mapped[Code]
    started_ms: Mapped[int]
    anchor_ms: Mapped[int]
    period_start_ms: Mapped[int]
    period_end_ms: Mapped[int]
    trial_end_ms: Mapped[int | None]
    next_plan_key: Mapped[str | None] = mapped_column(String(64))
    cancel_at_end: Mapped[bool]
    cancelled_ms: Mapped[int | None]


class SubscriptionPhase(Base):
    """From when to when a subscription had one plan version and one way of paying.

    `kind` is `trial`, `paid` or `paused`. The phases of a subscription follow each other without
    gap; the last one's `end_ms` is None until it ends.
    """

    __tablename__ = "subscription_phases"
    __table_args__ = (UniqueConstraint("subscription_id", "start_ms"),)

    id: Mapped[PrimaryId]
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"))
    organization_id: Mapped[Id]
    plan_key: Mapped[str] = mapped_column(ForeignKey("plan_versions.key"))
    kind: Mapped[Code]
    start_ms: Mapped[int]
    end_ms: Mapped[int | None]


class BillingPeriod(Base):
    """One billing period. `full_end_ms` is where its calendar month ends, for proration; `end_ms`
    is earlier if the subscription was cancelled within it.

    `fee_billed_ms` and `usage_billed_ms` say when its fee (in advance) and its usage (afterwards)
    went onto an invoice, so that a billing run looks at what is due only.
    """

    __tablename__ = "billing_periods"
    __table_args__ = (
        UniqueConstraint("subscription_id", "start_ms"),
        Index(None, "organization_id", "start_ms"),
    )

    id: Mapped[PrimaryId]
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"))
    organization_id: Mapped[Id]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    full_end_ms: Mapped[int]
    fee_billed_ms: Mapped[int | None]
    usage_billed_ms: Mapped[int | None]

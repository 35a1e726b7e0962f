"""Tables of payments: saved methods, attempts to collect, refunds, events of providers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class PaymentMethod(Base):
    """How an organization pays by a provider: that provider's references, and what to show of it.

    `method_ref` is empty until a method is saved.
    """

    __tablename__ = "payment_methods"
    __table_args__ = (UniqueConstraint("organization_id", "provider"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    provider: Mapped[Code]
    customer_ref: Mapped[Name]
    method_ref: Mapped[Name]
    label: Mapped[Name]
    """Such as `visa •••• 4242`."""
    created_ms: Mapped[int]
    changed_ms: Mapped[int]


class PaymentAttempt(Base):
    """One try to collect money. Written before the provider is asked; its id is the idempotency
    key of the request. `invoice_id` is empty for a top-up of the wallet.
    """

    __tablename__ = "payment_attempts"
    __table_args__ = (
        Index(None, "invoice_id"),
        Index(None, "state", "created_ms"),
        UniqueConstraint("organization_id", "request_key"),
    )

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    invoice_id: Mapped[Id]
    provider: Mapped[Code]
    request_key: Mapped[str | None] = mapped_column(String(200))
    """The customer's own key for a top-up: sent again, it charges nothing more."""
    method_ref: Mapped[Name]
    """The method asked: a repeated request has to be the same in everything."""
    currency: Mapped[Code]
    amount_micros: Mapped[int]
    state: Mapped[Code]
    """pending, succeeded, failed, or waiting (the customer has to confirm)."""
    reference: Mapped[Name]
    """The provider's own, as soon as it is known."""
    client_secret: Mapped[Name]
    """What the customer's browser confirms a waiting payment with."""
    reason: Mapped[str] = mapped_column(Text)
    created_ms: Mapped[int]
    ended_ms: Mapped[int | None]


class Refund(Base):
    """Money of one payment that goes back the way it came, with a credit note. Written before the
    provider is asked; its id is the idempotency key of the request.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        Index(None, "invoice_id"),
        Index(None, "state", "created_ms"),
        UniqueConstraint("organization_id", "request_key", "payment_id"),
    )

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id]
    invoice_id: Mapped[Id] = mapped_column(ForeignKey("invoices.id"))
    credit_note_id: Mapped[Id] = mapped_column(ForeignKey("credit_notes.id"))
    payment_id: Mapped[Id] = mapped_column(ForeignKey("payments.id"))
    provider: Mapped[Code]
    request_key: Mapped[Name]
    """The operator's own: sent again, it refunds nothing more."""
    currency: Mapped[Code]
    amount_micros: Mapped[int]
    state: Mapped[Code]
    """pending, succeeded or failed."""
    reference: Mapped[Name]
    """The provider's or the bank's own, as soon as it is known."""
    reason: Mapped[str] = mapped_column(Text)
    """Why it failed."""
    created_ms: Mapped[int]
    ended_ms: Mapped[int | None]


class ProviderEvent(Base):
    """A provider's event that was taken in: sent again, it changes nothing."""

    __tablename__ = "provider_events"

    provider: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_ref: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[Name]
    received_ms: Mapped[int]

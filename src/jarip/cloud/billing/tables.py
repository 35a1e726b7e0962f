"""Tables of billing: who is billed, invoices and their lines, numbers, credit notes, payments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jarip.cloud.db.base import Base, Code, Id, Name, PrimaryId


class BillingProfile(Base):
    """To whom an organization's invoices are addressed. `country` is ISO 3166, or empty."""

    __tablename__ = "billing_profiles"

    organization_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("organizations.id"), primary_key=True
    )
    legal_name: Mapped[Name]
    address: Mapped[str] = mapped_column(Text)
    registration_number: Mapped[Code]
    country: Mapped[Code]
    email: Mapped[str] = mapped_column(String(254))


class Invoice(Base):
    """An invoice. Once issued it never changes, except for its state.

    `seller` and `buyer` are as they were when it was issued. `number` is None while it is a draft.
    A negative total is money owed to the customer.
    """

    __tablename__ = "invoices"
    __table_args__ = (Index(None, "organization_id", "id"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id] = mapped_column(ForeignKey("organizations.id"))
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"))
    number: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[Code]
    currency: Mapped[Code]
    seller: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    subtotal_micros: Mapped[int]
    tax_name: Mapped[dict[str, Any]]
    tax_basis_points: Mapped[int]
    tax_micros: Mapped[int]
    total_micros: Mapped[int]
    created_ms: Mapped[int]
    issued_ms: Mapped[int | None]
    due_ms: Mapped[int | None]
    paid_ms: Mapped[int | None]


class InvoiceLine(Base):
    """One line: what `billing.lines.Line` says, and which billing period it bills."""

    __tablename__ = "invoice_lines"
    __table_args__ = (UniqueConstraint("invoice_id", "position"), Index(None, "period_id"))

    id: Mapped[PrimaryId]
    invoice_id: Mapped[Id] = mapped_column(ForeignKey("invoices.id"))
    position: Mapped[int]
    period_id: Mapped[Id] = mapped_column(ForeignKey("billing_periods.id"))
    kind: Mapped[Code]
    adjusts: Mapped[bool]
    plan_key: Mapped[Code]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    resource: Mapped[Code]
    resource_kind: Mapped[Code]
    quantity: Mapped[int]
    rate_micros: Mapped[int | None]
    amount_micros: Mapped[int]
    exact_micros: Mapped[int]


class NumberSeries(Base):
    """The last number given in a series. Counted up in the transaction that uses the number, so
    that none is missing and none is there twice."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


class CreditNote(Base):
    """Takes back part or all of an issued invoice. Amounts are positive."""

    __tablename__ = "credit_notes"
    __table_args__ = (Index(None, "invoice_id"),)

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id]
    invoice_id: Mapped[Id] = mapped_column(ForeignKey("invoices.id"))
    number: Mapped[str] = mapped_column(String(64), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    subtotal_micros: Mapped[int]
    tax_micros: Mapped[int]
    total_micros: Mapped[int]
    issued_ms: Mapped[int]


class Payment(Base):
    """Money received for an invoice. `reference` is the provider's own, unique with it.

    `excess_micros` came besides, was not due, and went into the organization's wallet.
    """

    __tablename__ = "payments"
    __table_args__ = (UniqueConstraint("provider", "reference"), Index(None, "invoice_id"))

    id: Mapped[PrimaryId]
    organization_id: Mapped[Id]
    invoice_id: Mapped[Id] = mapped_column(ForeignKey("invoices.id"))
    provider: Mapped[Code]
    reference: Mapped[Name]
    amount_micros: Mapped[int]
    excess_micros: Mapped[int]
    received_ms: Mapped[int]

"""Records of usage, invoices and subscriptions. Amounts are micro-units, times milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jarip.sdk.models import parse


@dataclass(frozen=True, slots=True)
class UsageSum:
    """How much of one kind was used."""

    resource: str
    """chip, storage or tokens."""
    kind: str
    faulted: bool
    """Lost to the operator's side, and free."""
    amount: int
    """chip-milliseconds, MiB-milliseconds or tokens."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of an invoice."""

    kind: str
    """fee, usage, faulted or included."""
    plan_key: str
    start_ms: int
    end_ms: int
    resource: str
    resource_kind: str
    quantity: int
    rate_micros: int | None
    amount_micros: int
    exact_micros: int


@dataclass(frozen=True, slots=True)
class InvoiceSoFar:
    """The present period's invoice, if it ended now."""

    organization_id: str
    currency: str
    period_start_ms: int
    period_end_ms: int
    lines: list[InvoiceLine]
    subtotal_micros: int
    usage_exact_micros: int
    included_micros: int
    included_used_micros: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an organization is subscribed to."""

    id: str
    organization_id: str
    plan_key: str
    currency: str
    state: str
    """trialing, active, past_due, paused or cancelled."""
    period_start_ms: int
    period_end_ms: int
    """When it renews, or ends."""
    started_ms: int = 0
    trial_end_ms: int | None = None
    next_plan_key: str | None = None
    """The plan that takes over at the period's end."""
    cancel_at_end: bool = False
    cancelled_ms: int | None = None
    pause_reason: str = ""
    """customer or unpaid, while it is paused."""


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A plan version, and where it stands."""

    key: str
    source: str
    """file or console."""
    published_ms: int
    retired_ms: int | None
    """Since when it is not sold."""
    subscribers: int
    plan: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice without its lines."""

    id: str
    number: str | None
    state: str
    """draft, issued, paid, void or uncollectible."""
    currency: str
    total_micros: int
    issued_ms: int | None
    due_ms: int | None
    paid_micros: int | None = None
    """Only where one invoice was asked for, like `due_micros`."""
    due_micros: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money of an invoice that went back, or is on its way."""

    id: str
    provider: str
    currency: str
    amount_micros: int
    state: str
    """pending, succeeded or failed (then it is in the wallet)."""
    reference: str
    reason: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class Wallet:
    """Prepaid money in one currency."""

    currency: str
    balance_micros: int
    available_micros: int
    overdraft_micros: int
    prepaid: bool


@dataclass(frozen=True, slots=True)
class WalletTransfer:
    """Money that moved into a wallet, or (negative) out of it."""

    id: str
    kind: str
    amount_micros: int
    balance_micros: int
    note: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon."""

    code: str
    kind: str
    """percent, amount or credit."""
    basis_points: int
    amount_micros: int
    currency: str
    applies_to: str
    periods: int | None
    redeemed: int
    max_redemptions: int | None
    archived_ms: int | None


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget and what is spent of it."""

    id: str
    name: str
    project_id: str
    member_id: str
    currency: str
    amount_micros: int
    spent_micros: int
    window: str
    counts: str
    hard: bool
    thresholds: list[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up."""

    where: str
    what: str


def parse_invoice(values: Mapping[str, Any]) -> InvoiceSoFar:
    """An invoice with its lines."""
    lines = [parse(InvoiceLine, line) for line in values["lines"]]
    return parse(InvoiceSoFar, {**values, "lines": lines})

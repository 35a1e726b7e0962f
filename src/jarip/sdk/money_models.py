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


def parse_invoice(values: Mapping[str, Any]) -> InvoiceSoFar:
    """An invoice with its lines."""
    lines = [parse(InvoiceLine, line) for line in values["lines"]]
    return parse(InvoiceSoFar, {**values, "lines": lines})

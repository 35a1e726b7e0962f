"""What the operator earns: by month from invoices, and what subscriptions bring each month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.money import Currency
from jarip.cloud.catalog.publishing import read_plan
from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.tables import Subscription


@dataclass(frozen=True)
class Month:
    """Invoices issued within a calendar month (UTC), before tax."""

    name: str
    issued_micros: int
    paid_micros: int


@dataclass(frozen=True)
class Revenue:
    """One currency's figures. `recurring_micros` is the sum of present monthly fees."""

    currency: Currency
    recurring_micros: int
    subscriptions: int
    outstanding_micros: int
    months: list[Month]


def measure_revenue(session: Session, since_ms: int) -> list[Revenue]:
    """Revenue by currency, of the invoices issued since a moment."""
    fees, counts = _recurring(session)
    issued: dict[Currency, Counter[str]] = {}
    paid: dict[Currency, Counter[str]] = {}
    outstanding: Counter[Currency] = Counter()
    query = select(
        Invoice.currency, Invoice.issued_ms, Invoice.state, Invoice.subtotal_micros
    ).where(Invoice.issued_ms >= since_ms, Invoice.state != InvoiceState.VOID)
    for code, issued_ms, state, micros in session.execute(query):
        currency = Currency(code)
        name = f"{datetime.fromtimestamp((issued_ms or 0) / 1000, UTC):%Y-%m}"
        issued.setdefault(currency, Counter())[name] += micros
        if state == InvoiceState.PAID:
            paid.setdefault(currency, Counter())[name] += micros
        else:
            outstanding[currency] += micros
    return [
        Revenue(
            currency,
            fees[currency],
            counts[currency],
            outstanding[currency],
            [
                Month(name, micros, paid.get(currency, Counter())[name])
                for name, micros in sorted(issued.get(currency, Counter()).items())
            ],
        )
        for currency in Currency
        if counts[currency] or currency in issued
    ]


def _recurring(session: Session) -> tuple[Counter[Currency], Counter[Currency]]:
    fees: Counter[Currency] = Counter()
    counts: Counter[Currency] = Counter()
    query = select(Subscription.plan_key, Subscription.currency).where(
        Subscription.state.in_((State.ACTIVE, State.PAST_DUE))
    )
    for plan_key, code in session.execute(query):
        currency = Currency(code)
        fees[currency] += read_plan(session, plan_key).prices_in(currency).monthly_fee
        counts[currency] += 1
    return fees, counts

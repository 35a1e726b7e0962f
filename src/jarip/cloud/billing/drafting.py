"""Draft invoices: everything owed and not yet billed, as lines, with tax."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.owed import OwedLine, take_owed
from jarip.cloud.billing.profiles import read_details
from jarip.cloud.billing.tables import Invoice, InvoiceLine
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.catalog.money import Currency, divide_rounded, round_to_minor
from jarip.cloud.db.database import get_locked, get_row
from jarip.cloud.db.ids import new_id
from jarip.cloud.subscriptions.tables import Subscription

WHOLE = 10_000
"""A hundred percent, in basis points."""


def draft_invoices(
    session: Session, now_ms: int, organization_id: str, invoicing: Invoicing
) -> list[Invoice]:
    """A draft for everything the organization owes, one for each subscription concerned.

    Empty if nothing is owed, or for the operator's own organization, which nobody bills.
    """
    if get_locked(session, Organization, organization_id).is_operator:
        return []
    groups: dict[str, list[OwedLine]] = {}
    for owed in take_owed(session, organization_id, now_ms):
        groups.setdefault(owed.period.subscription_id, []).append(owed)
    return [_draft(session, now_ms, key, lines, invoicing) for key, lines in groups.items()]


def tax_micros(subtotal_micros: int, basis_points: int, currency: Currency) -> int:
    """The tax on a subtotal, in whole smallest coins."""
    return round_to_minor(divide_rounded(subtotal_micros * basis_points, WHOLE), currency)


def list_lines(session: Session, invoice_id: str) -> Sequence[InvoiceLine]:
    """An invoice's lines, in order."""
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id)
    return session.scalars(query.order_by(InvoiceLine.position)).all()


def _draft(
    session: Session,
    now_ms: int,
    subscription_id: str,
    owed: Sequence[OwedLine],
    invoicing: Invoicing,
) -> Invoice:
    subscription = get_row(session, Subscription, subscription_id)
    currency = Currency(subscription.currency)
    buyer = read_details(session, subscription.organization_id)
    tax = invoicing.taxes.get(buyer.country)
    subtotal = sum(item.line.amount_micros for item in owed)
    points = tax.basis_points if tax else 0
    taxed = tax_micros(subtotal, points, currency)
    invoice = Invoice(
        id=new_id("inv", now_ms),
        organization_id=subscription.organization_id,
        subscription_id=subscription.id,
        number=None,
        state=InvoiceState.DRAFT,
        currency=currency,
        seller=invoicing.seller.model_dump(mode="json"),
        buyer=buyer.model_dump(mode="json"),
        subtotal_micros=subtotal,
        tax_name=tax.name.model_dump() if tax else {},
        tax_basis_points=points,
        tax_micros=taxed,
        total_micros=subtotal + taxed,
        created_ms=now_ms,
        issued_ms=None,
        due_ms=None,
        paid_ms=None,
    )
    session.add(invoice)
    session.flush()
    session.add_all(_row(invoice, number, item) for number, item in enumerate(owed, start=1))
    session.flush()
    return invoice


def _row(invoice: Invoice, position: int, owed: OwedLine) -> InvoiceLine:
    line = owed.line
    return InvoiceLine(
        id=new_id("inl", invoice.created_ms),
        invoice_id=invoice.id,
        position=position,
        period_id=owed.period.id,
        kind=line.kind,
        adjusts=owed.adjusts,
        plan_key=line.plan_key,
        start_ms=line.start_ms,
        end_ms=line.end_ms,
        resource=line.resource,
        resource_kind=line.resource_kind,
        quantity=line.quantity,
        rate_micros=line.rate_micros,
        amount_micros=line.amount_micros,
        exact_micros=line.exact_micros,
    )

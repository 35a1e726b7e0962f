"""Telling customers about their invoices."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jarip.cloud.billing.settling import due_micros
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.catalog.money import Currency, format_money
from jarip.cloud.db.database import get_row
from jarip.cloud.notices.kinds import Kind
from jarip.cloud.notices.posting import post_notice
from jarip.cloud.subscriptions.tables import Subscription

DAY_MS = 86_400_000


def tell_of_invoice(
    session: Session,
    now_ms: int,
    kind: Kind,
    invoice: Invoice,
    invoicing: Invoicing | None = None,
    occasion: str = "",
    reason: str = "",
) -> None:
    """Post a notice about an invoice, once for each kind and occasion."""
    zone = ZoneInfo(get_row(session, Subscription, invoice.subscription_id).time_zone)
    due = due_micros(session, invoice) or invoice.total_micros
    due_ms = invoice.due_ms or now_ms
    pause_days = invoicing.dunning.pause_days if invoicing else 0
    values = {
        "invoice_id": invoice.id,
        "number": invoice.number or invoice.id,
        "total": format_money(due, Currency(invoice.currency)),
        "total_micros": str(due),
        "currency": invoice.currency,
        "due": _day(due_ms, zone),
        "pause": _day(due_ms + pause_days * DAY_MS, zone),
        "reason": reason,
    }
    post_notice(
        session,
        now_ms,
        invoice.organization_id,
        kind,
        f"{kind}:{invoice.id}:{occasion}",
        values,
        f"/invoices/{invoice.id}",
    )


def _day(ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(zone).strftime("%Y-%m-%d")

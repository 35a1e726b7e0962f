"""The billing run: renew what is due, draft what is owed, issue the drafts. Run it as often as you
like: what is done already is not done again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Organization
from jarip.cloud.billing.drafting import draft_invoices
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.invoices import issue_invoice
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.billing.telling import tell_of_invoice
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database
from jarip.cloud.notices.kinds import Kind
from jarip.cloud.subscriptions.renewal import renew_due
from jarip.cloud.subscriptions.tables import BillingPeriod


def run_billing(database: Database, clock: Clock, invoicing: Invoicing) -> list[str]:
    """Bring the invoices of every organization up to date, each in a transaction of its own;
    returns the ids of those issued now."""
    now_ms = clock.now_ms()
    with database.write() as session:
        renew_due(session, now_ms)
        due = _list_due(session, now_ms)
    return [
        invoice_id
        for organization_id in due
        for invoice_id in bill_organization(database, clock, organization_id, invoicing)
    ]


def bill_organization(
    database: Database, clock: Clock, organization_id: str, invoicing: Invoicing
) -> list[str]:
    """Draft what one organization owes and issue its drafts; returns the ids of those issued."""
    now_ms = clock.now_ms()
    with database.write() as session:
        draft_invoices(session, now_ms, organization_id, invoicing)
        query = select(Invoice.id).where(
            Invoice.organization_id == organization_id, Invoice.state == InvoiceState.DRAFT
        )
        drafts = session.scalars(query.order_by(Invoice.id)).all()
        for invoice_id in drafts:
            invoice = issue_invoice(session, now_ms, invoice_id, invoicing)
            if invoice.state == InvoiceState.ISSUED:
                tell_of_invoice(session, now_ms, Kind.INVOICE_ISSUED, invoice, invoicing)
    return list(drafts)


def _list_due(session: Session, now_ms: int) -> Sequence[str]:
    fee = and_(BillingPeriod.start_ms <= now_ms, BillingPeriod.fee_billed_ms.is_(None))
    usage = and_(BillingPeriod.end_ms <= now_ms, BillingPeriod.usage_billed_ms.is_(None))
    query = (
        select(BillingPeriod.organization_id)
        .join(Organization, Organization.id == BillingPeriod.organization_id)
        .where(or_(fee, usage), ~Organization.is_operator)
    )
    return session.scalars(query.distinct().order_by(BillingPeriod.organization_id)).all()

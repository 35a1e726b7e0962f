"""Cases of dunning: opened, moved along their schedule, closed when the invoice is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.billing.dunning.schedule import Action, due_steps, make_schedule
from jarip.cloud.billing.dunning.tables import DunningCase
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.invoices import give_up_invoice
from jarip.cloud.billing.payments.provider import AttemptState
from jarip.cloud.billing.payments.tables import PaymentAttempt
from jarip.cloud.billing.settling import OPEN
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.billing.telling import tell_of_invoice
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import get_locked
from jarip.cloud.errors import PaymentRequiredError
from jarip.cloud.notices.kinds import Kind
from jarip.cloud.notices.posting import post_notice
from jarip.cloud.subscriptions.debt import mark_past_due, pause_for_debt, relieve_of_debt


def open_cases(session: Session, now_ms: int, invoicing: Invoicing) -> int:
    """Open a case for every issued invoice that is overdue, or whose collecting failed."""
    failed = select(PaymentAttempt.id).where(
        PaymentAttempt.invoice_id == Invoice.id, PaymentAttempt.state == AttemptState.FAILED
    )
    known = select(DunningCase.invoice_id).where(DunningCase.invoice_id == Invoice.id)
    query = (
        select(Invoice)
        .where(
            Invoice.state == InvoiceState.ISSUED,
            (Invoice.due_ms <= now_ms) | failed.exists(),
            ~known.exists(),
        )
        .order_by(Invoice.id)
        .with_for_update(of=Invoice)
    )
    invoices = session.scalars(query).all()
    first_ms = make_schedule(invoicing.dunning)[0].after_ms
    for invoice in invoices:
        case = DunningCase(
            invoice_id=invoice.id,
            organization_id=invoice.organization_id,
            opened_ms=now_ms,
            step=0,
            next_ms=now_ms + first_ms,
            closed_ms=None,
        )
        session.add(case)
        session.flush()
        tell_of_invoice(session, now_ms, Kind.INVOICE_OVERDUE, invoice, invoicing)
    return len(invoices)


def move_case(
    session: Session, clock: Clock, invoice_id: str, invoicing: Invoicing
) -> list[Action]:
    """Do what a case's schedule says by now, except for collecting, which is the caller's to do.

    Returns the actions that were due.
    """
    now_ms = clock.now_ms()
    case = get_locked(session, DunningCase, invoice_id)
    invoice = get_locked(session, Invoice, invoice_id)
    if case.closed_ms is not None or invoice.state not in OPEN:
        return []
    schedule = make_schedule(invoicing.dunning)
    actions, case.step = due_steps(schedule, case.opened_ms, case.step, now_ms)
    if case.step < len(schedule):
        case.next_ms = case.opened_ms + schedule[case.step].after_ms
    else:
        case.next_ms = 2**62  # nothing more to do: wait for the money
    if Action.RETRY in actions:
        tell_of_invoice(session, now_ms, Kind.INVOICE_OVERDUE, invoice, invoicing, f"{case.step}")
    if Action.PAUSE in actions and pause_for_debt(session, clock, invoice.subscription_id):
        tell_of_invoice(session, now_ms, Kind.SUBSCRIPTION_PAUSED, invoice, invoicing)
    if Action.GIVE_UP in actions and invoice.state == InvoiceState.ISSUED:
        give_up_invoice(session, invoice_id)
        tell_of_invoice(session, now_ms, Kind.INVOICE_GIVEN_UP, invoice, invoicing)
    session.flush()
    return actions


def update_standing(session: Session, clock: Clock, organization_id: str) -> None:
    """Close the cases of invoices that are settled; then the organization's subscription is past
    due as long as a case is open, and goes on once there is none."""
    query = select(DunningCase, Invoice).join(Invoice, Invoice.id == DunningCase.invoice_id)
    rows = session.execute(
        query.where(
            DunningCase.organization_id == organization_id, DunningCase.closed_ms.is_(None)
        ).with_for_update(of=DunningCase)
    ).all()
    settled = [row for row in rows if row[1].state not in OPEN]
    for case, _ in settled:
        case.closed_ms = clock.now_ms()
    session.flush()
    if len(settled) < len(rows):
        for _, invoice in rows:
            mark_past_due(session, clock, invoice.subscription_id)
    elif relieve_of_debt(session, clock, organization_id):
        key = f"resumed:{settled[-1][1].id}" if settled else f"resumed:{clock.now_ms()}"
        post_notice(
            session, clock.now_ms(), organization_id, Kind.SUBSCRIPTION_RESUMED, key, {}, "/plan"
        )


def list_due(session: Session, now_ms: int) -> Sequence[str]:
    """Invoices whose case has a step that is due."""
    query = select(DunningCase.invoice_id).where(
        DunningCase.closed_ms.is_(None), DunningCase.next_ms <= now_ms
    )
    return session.scalars(query.order_by(DunningCase.next_ms)).all()


def list_concerned(session: Session) -> Sequence[str]:
    """Organizations with an open case."""
    query = select(DunningCase.organization_id).where(DunningCase.closed_ms.is_(None))
    return session.scalars(query.distinct().order_by(DunningCase.organization_id)).all()


def require_no_debt(session: Session, organization_id: str) -> None:
    """PaymentRequiredError while an invoice of the organization is in dunning: nobody gets rid of
    a debt by subscribing anew."""
    query = (
        select(Invoice.number)
        .join(DunningCase, DunningCase.invoice_id == Invoice.id)
        .where(DunningCase.organization_id == organization_id, Invoice.state.in_(OPEN))
        .order_by(Invoice.id)
        .limit(1)
    )
    number = session.scalar(query)
    if number is not None:
        raise PaymentRequiredError(
            f"invoice {number} is overdue", where=organization_id, todo="pay it first"
        )

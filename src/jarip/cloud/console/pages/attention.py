"""What needs somebody's attention: one list, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.budgets.manage import list_budgets
from jarip.cloud.budgets.spending import measure_spending
from jarip.cloud.console.formats import DAY_MS
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.jobs.find import JobFilter, list_jobs
from jarip.cloud.jobs.states import JobState
from jarip.cloud.subscriptions.states import State
from jarip.cloud.subscriptions.terms import find_terms

NEAR = 0.8
"""From this share on, a budget is near its end."""


@dataclass(frozen=True)
class Attention:
    """One thing to look at."""

    tone: str
    text: str
    path: str
    action: str


def find_attention(session: Session, view: View) -> list[Attention]:
    """Everything worth a look, as far as the visitor may know of it."""
    found: list[Attention] = []
    if view.signed.may(Permission.BILLING_READ):
        found += _from_subscription(session, view)
        found += _from_invoices(session, view)
    if view.signed.may(Permission.BUDGETS_READ):
        found += _from_budgets(session, view)
    if view.signed.may(Permission.JOBS_READ):
        found += _from_jobs(session, view)
    return sorted(found, key=lambda each: each.tone != "bad")


def _from_subscription(session: Session, view: View) -> list[Attention]:
    terms = find_terms(session, view.principal.organization_id, view.now_ms)
    if terms is None:
        return [_make(view, "bad", "attention.no_plan", "/plan", "attention.choose_plan")]
    if terms.state in (State.PAST_DUE, State.PAUSED):
        tone = "bad" if terms.state is State.PAST_DUE else "warn"
        return [_make(view, tone, f"attention.{terms.state}", "/plan", "attention.see_plan")]
    return []


def _from_invoices(session: Session, view: View) -> list[Attention]:
    query = select(Invoice).where(
        Invoice.organization_id == view.principal.organization_id,
        Invoice.state == InvoiceState.ISSUED,
        Invoice.due_ms < view.now_ms,
        Invoice.total_micros > 0,
    )
    return [
        _make(
            view,
            "bad",
            "attention.overdue",
            f"/invoices/{row.id}",
            "attention.see_invoice",
            number=row.number,
            amount=view.money(row.total_micros, row.currency),
        )
        for row in session.scalars(query.limit(3))
    ]


def _from_budgets(session: Session, view: View) -> list[Attention]:
    found = []
    for row in list_budgets(session, [view.principal.organization_id]):
        spent = measure_spending(session, row, view.now_ms).spent_micros
        if row.amount_micros and spent >= NEAR * row.amount_micros:
            full = spent >= row.amount_micros
            name = "attention.budget_full" if full else "attention.budget_near"
            percent = 100 * spent // row.amount_micros
            found.append(
                _make(
                    view,
                    "bad" if full else "warn",
                    name,
                    "/budgets",
                    "attention.see_budgets",
                    name=row.name,
                    percent=percent,
                )
            )
    return found


def _from_jobs(session: Session, view: View) -> list[Attention]:
    wanted = JobFilter((JobState.FAILED,), created_from_ms=view.now_ms - DAY_MS)
    failed = list_jobs(session, view.principal, wanted, PageRequest(1, with_total=True))
    if not failed.total:
        return []
    path = f"/jobs/{failed.items[0].id}" if failed.total == 1 else "/jobs?state=failed"
    name = "attention.failed_one" if failed.total == 1 else "attention.failed"
    return [
        _make(
            view,
            "warn",
            name,
            path,
            "attention.see_jobs",
            count=failed.total,
            name=failed.items[0].name,
        )
    ]


def _make(
    view: View, tone: str, words: str, path: str, action: str, /, **values: object
) -> Attention:
    return Attention(tone, view.say(words, **values), path, view.say(action))

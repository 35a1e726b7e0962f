"""Alerts: a budget's spending crossed a threshold, and its organization is told, once a window."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.budgets.manage import list_budgets
from jarip.cloud.budgets.spending import Spending, measure_spending
from jarip.cloud.budgets.tables import Budget, BudgetAlert
from jarip.cloud.catalog.money import Currency, format_money
from jarip.cloud.db.ids import first_id, new_id
from jarip.cloud.metering.tables import UsageEvent
from jarip.cloud.notices.kinds import Kind
from jarip.cloud.notices.posting import post_notice

WHOLE = 100
CONSEQUENCES = {
    True: ("Jobs stop at 100 %.", "100 %가 되면 작업이 중지됩니다."),
    False: ("Jobs go on.", "작업은 계속됩니다."),
}
"""What a hard budget, or another, does; in English and Korean."""


def check_budgets(session: Session, now_ms: int, organization_id: str) -> int:
    """Tell an organization of every threshold that its budgets crossed and it was not told of;
    returns how many budgets there was something to tell of."""
    return sum(
        check_budget(session, now_ms, budget) for budget in list_budgets(session, [organization_id])
    )


def check_budget(session: Session, now_ms: int, budget: Budget) -> bool:
    """Write down the thresholds that were crossed, and tell of the highest. True if any was."""
    spending = measure_spending(session, budget, now_ms)
    crossed = {
        percent
        for percent in budget.thresholds
        if spending.spent_micros > 0
        and spending.spent_micros * WHOLE >= budget.amount_micros * percent
    }
    new = sorted(crossed - _told(session, budget, spending))
    for percent in new:
        alert = BudgetAlert(
            id=new_id("bal", now_ms),
            budget_id=budget.id,
            organization_id=budget.organization_id,
            window_start_ms=spending.window_start_ms,
            threshold=percent,
            spent_micros=spending.spent_micros,
            amount_micros=budget.amount_micros,
            crossed_ms=now_ms,
        )
        session.add(alert)
    if not new:
        return False
    session.flush()
    _tell(session, now_ms, budget, spending, new[-1])
    return True


def list_active(session: Session, since_ms: int) -> list[str]:
    """Organizations with usage recorded since a moment."""
    # Ids sort by when they were made, so this reads the end of the primary key only.
    query = select(UsageEvent.organization_id).where(UsageEvent.id >= first_id("use", since_ms))
    return sorted(set(session.scalars(query.distinct())))


def list_with_budgets(session: Session) -> list[str]:
    """Organizations that have a budget in force."""
    query = select(Budget.organization_id).where(Budget.archived_ms.is_(None))
    return sorted(set(session.scalars(query.distinct())))


def _told(session: Session, budget: Budget, spending: Spending) -> set[int]:
    query = select(BudgetAlert.threshold).where(
        BudgetAlert.budget_id == budget.id,
        BudgetAlert.window_start_ms == spending.window_start_ms,
    )
    return set(session.scalars(query))


def _tell(session: Session, now_ms: int, budget: Budget, spending: Spending, percent: int) -> None:
    currency = Currency(budget.currency)
    english, korean = CONSEQUENCES[budget.hard]
    values = {
        "budget_id": budget.id,
        "budget": budget.name,
        "project_id": budget.project_id,
        "member_id": budget.member_id,
        "percent": str(percent),
        "spent": format_money(spending.spent_micros, currency),
        "amount": format_money(budget.amount_micros, currency),
        "spent_micros": str(spending.spent_micros),
        "amount_micros": str(budget.amount_micros),
        "currency": budget.currency,
        "consequence": english,
        "consequence_ko": korean,
    }
    post_notice(
        session,
        now_ms,
        budget.organization_id,
        Kind.BUDGET_THRESHOLD,
        f"{budget.id}:{spending.window_start_ms}:{percent}",
        values,
        "/budgets",
        also_to=budget.member_id,
    )

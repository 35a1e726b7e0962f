"""The first page: the pool, what runs, what is spent, what needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.budgets.manage import list_budgets
from jarip.cloud.budgets.spending import measure_spending
from jarip.cloud.console.pages.attention import find_attention
from jarip.cloud.console.pages.pool_view import look_at_pool
from jarip.cloud.console.pages.usage_sums import sum_days
from jarip.cloud.console.requests import Signed
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.jobs.find import JobFilter, list_jobs
from jarip.cloud.jobs.states import JobState
from jarip.cloud.jobs.tables import Job
from jarip.cloud.subscriptions.terms import find_terms

router = APIRouter()
BUSY_STATES = (JobState.STARTING, JobState.RUNNING)
DAYS = 14


@dataclass(frozen=True)
class BudgetUse:
    """A budget and how much of it is spent."""

    name: str
    spent_micros: int
    amount_micros: int
    currency: str
    hard: bool
    thresholds: list[int]

    @property
    def share(self) -> float:
        """1 when all of it is spent."""
        return self.spent_micros / self.amount_micros if self.amount_micros else 1.0


@router.get("/")
def show_overview(view: Signed) -> Response:
    """What is going on."""
    with view.cloud.database.read() as session:
        reads_jobs = view.signed.may(Permission.JOBS_READ)
        running = JobFilter((*BUSY_STATES, JobState.QUEUED))
        return view.page(
            "overview.html",
            pool=look_at_pool(session, view) if view.loop else None,
            counts=_count_states(session, view),
            active=list_jobs(session, view.principal, running, PageRequest(8)).items
            if reads_jobs
            else [],
            recent=list_jobs(session, view.principal, JobFilter(), PageRequest(6)).items
            if reads_jobs
            else [],
            budgets=_read_budgets(session, view),
            terms=find_terms(session, view.principal.organization_id, view.now_ms),
            days=sum_days(session, view, DAYS) if view.signed.may(Permission.USAGE_READ) else None,
            attention=find_attention(session, view),
        )


def _count_states(session: Session, view: View) -> dict[str, int]:
    query = (
        select(Job.state, func.count())
        .where(
            Job.organization_id == view.principal.organization_id,
            Job.state.in_((*BUSY_STATES, JobState.QUEUED)),
        )
        .group_by(Job.state)
    )
    if view.principal.project_id:
        query = query.where(Job.project_id == view.principal.project_id)
    return {str(state): int(count) for state, count in session.execute(query)}


def _read_budgets(session: Session, view: View) -> list[BudgetUse]:
    if not view.signed.may(Permission.BUDGETS_READ):
        return []
    return [
        BudgetUse(
            row.name,
            measure_spending(session, row, view.now_ms).spent_micros,
            row.amount_micros,
            row.currency,
            row.hard,
            row.thresholds,
        )
        for row in list_budgets(session, [view.principal.organization_id])[:4]
    ]

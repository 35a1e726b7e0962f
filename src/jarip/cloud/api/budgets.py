"""REST of budgets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.api.auth import Cloud, require
from jarip.cloud.api.paging import Page, Paging, PartOfName, render_page
from jarip.cloud.budgets.alerts import check_budget
from jarip.cloud.budgets.manage import (
    BudgetTerms,
    CreateBudget,
    archive_budget,
    change_budget,
    create_budget,
    find_budget,
    page_budgets,
)
from jarip.cloud.budgets.spending import measure_spending
from jarip.cloud.budgets.tables import Budget

router = APIRouter(prefix="/v1/budgets", tags=["budgets"])

Reader = Annotated[Principal, Depends(require(Permission.BUDGETS_READ))]
Writer = Annotated[Principal, Depends(require(Permission.BUDGETS_WRITE))]


class BudgetView(BaseModel):
    """A budget and what is spent of it."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    project_id: str = Field(description="Empty unless it is a project's budget")
    member_id: str = Field(description="Empty unless it is a member's budget")
    currency: str
    amount_micros: int
    window: str = Field(description="period (billing period), month or total")
    counts: str = Field(description="net (after included compute) or gross (at the plan's rates)")
    hard: bool = Field(description="Whether it stops jobs")
    thresholds: list[int] = Field(description="Percents at which it tells")
    created_ms: int
    archived_ms: int | None
    window_start_ms: int = 0
    spent_micros: int = Field(default=0, description="Spent so far in the window")


@router.get("")
def list_own_budgets(
    cloud: Cloud, caller: Reader, paging: Paging, name: PartOfName = ""
) -> Page[BudgetView]:
    """The budgets in force and what is spent of each, newest first."""
    now = cloud.clock.now_ms()
    with cloud.database.read() as session:
        page = page_budgets(session, caller.organization_id, paging, name)
        return render_page(page, lambda row: _view(session, row, now))


@router.post("", status_code=201)
def create_new_budget(cloud: Cloud, caller: Writer, request: CreateBudget) -> BudgetView:
    """Make a budget for the organization, a project or a member."""
    with cloud.database.write() as session:
        row = create_budget(session, cloud.clock, caller.organization_id, request)
        check_budget(session, cloud.clock.now_ms(), row)
        return _view(session, row, cloud.clock.now_ms())


@router.get("/{budget_id}")
def get_budget(cloud: Cloud, caller: Reader, budget_id: str) -> BudgetView:
    """One budget and what is spent of it."""
    with cloud.database.read() as session:
        row = find_budget(session, caller.organization_id, budget_id)
        return _view(session, row, cloud.clock.now_ms())


@router.put("/{budget_id}")
def change_own_budget(
    cloud: Cloud, caller: Writer, budget_id: str, request: BudgetTerms
) -> BudgetView:
    """Change what a budget says. Running jobs feel it when their lease is next renewed."""
    with cloud.database.write() as session:
        row = change_budget(session, caller.organization_id, budget_id, request)
        check_budget(session, cloud.clock.now_ms(), row)
        return _view(session, row, cloud.clock.now_ms())


@router.delete("/{budget_id}")
def archive_own_budget(cloud: Cloud, caller: Writer, budget_id: str) -> BudgetView:
    """End a budget. It stays readable by its id."""
    with cloud.database.write() as session:
        row = archive_budget(session, cloud.clock, caller.organization_id, budget_id)
        return _view(session, row, cloud.clock.now_ms())


def _view(session: Session, row: Budget, now_ms: int) -> BudgetView:
    spending = measure_spending(session, row, now_ms)
    view = BudgetView.model_validate(row)
    view.window_start_ms = spending.window_start_ms
    view.spent_micros = spending.spent_micros
    return view

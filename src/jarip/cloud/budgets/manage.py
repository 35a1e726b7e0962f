"""Making, changing, listing and ending budgets."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.projects import find_project
from jarip.cloud.accounts.tables import Member
from jarip.cloud.budgets.tables import Budget
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.matching import has_text
from jarip.cloud.db.paging import PageOf, PageRequest, select_page
from jarip.cloud.errors import InvalidInputError, NotFoundError
from jarip.cloud.subscriptions.terms import require_terms


class Window(StrEnum):
    """Over what a budget is counted."""

    PERIOD = "period"  # the billing period
    MONTH = "month"  # the calendar month in the organization's time zone
    TOTAL = "total"  # since ever


class Counts(StrEnum):
    """What a budget counts."""

    NET = "net"  # usage after the plan's included compute: what the invoice will ask
    GROSS = "gross"  # usage at the plan's rates


Percent = Annotated[int, Field(ge=1, le=1000)]


class BudgetTerms(BaseModel):
    """What a budget says."""

    name: str = Field(min_length=1, max_length=200, examples=["Vision team"])
    amount_micros: int = Field(ge=0, le=10**18, description="In the subscription's currency")
    window: Window = Window.PERIOD
    hard: bool = Field(default=True, description="Stop jobs rather than only tell")
    thresholds: list[Percent] = Field(default=[50, 80, 100], max_length=10)


class CreateBudget(BudgetTerms):
    """A new budget. With neither a project nor a member it is the whole organization's."""

    project: str = Field(default="", description="Project id or slug")
    member: str = Field(default="", description="User id of a member")
    counts: Counts | None = Field(
        default=None,
        description="net for an organization's billing period, gross for all others, if left out",
    )

    @model_validator(mode="after")
    def _net_is_the_organizations(self) -> CreateBudget:
        whole = not self.project and not self.member
        if self.counts == Counts.NET and not (whole and self.window == Window.PERIOD):
            raise ValueError(
                "net counts the plan's included compute, which belongs to the whole organization "
                "and one billing period; use gross"
            )
        return self


def create_budget(
    session: Session, clock: Clock, organization_id: str, request: CreateBudget
) -> Budget:
    """A new budget. PaymentRequiredError without a subscription: it has no currency."""
    terms = require_terms(session, organization_id, clock.now_ms())
    whole = not request.project and not request.member
    counts = request.counts
    if counts is None:
        counts = Counts.NET if whole and request.window == Window.PERIOD else Counts.GROSS
    budget = Budget(
        id=new_id("bud", clock.now_ms()),
        organization_id=organization_id,
        project_id=find_project(session, organization_id, request.project).id
        if request.project
        else "",
        member_id=_find_member(session, organization_id, request.member) if request.member else "",
        name=request.name,
        currency=terms.currency,
        amount_micros=request.amount_micros,
        window=request.window,
        counts=counts,
        hard=request.hard,
        thresholds=sorted(set(request.thresholds)),
        created_ms=clock.now_ms(),
        archived_ms=None,
    )
    session.add(budget)
    session.flush()
    return budget


def change_budget(
    session: Session, organization_id: str, budget_id: str, request: BudgetTerms
) -> Budget:
    """Change what a budget says. Whom it is for stays; running jobs feel it at their next lease."""
    budget = find_budget(session, organization_id, budget_id)
    if budget.counts == Counts.NET and request.window != Window.PERIOD:
        raise InvalidInputError(
            "a budget that counts net is counted over the billing period", where="window"
        )
    budget.name = request.name
    budget.amount_micros = request.amount_micros
    budget.window = request.window
    budget.hard = request.hard
    budget.thresholds = sorted(set(request.thresholds))
    session.flush()
    return budget


def archive_budget(session: Session, clock: Clock, organization_id: str, budget_id: str) -> Budget:
    """End a budget; it no longer holds anything, and stays readable."""
    budget = find_budget(session, organization_id, budget_id)
    budget.archived_ms = budget.archived_ms or clock.now_ms()
    session.flush()
    return budget


def find_budget(session: Session, organization_id: str, budget_id: str) -> Budget:
    """A budget of the organization, or NotFoundError."""
    budget = session.get(Budget, budget_id)
    if budget is None or budget.organization_id != organization_id:
        raise NotFoundError("the organization has no budget with this id", where=budget_id)
    return budget


def list_budgets(session: Session, organization_ids: Sequence[str]) -> list[Budget]:
    """The budgets in force, oldest first."""
    query = (
        select(Budget)
        .where(Budget.organization_id.in_(organization_ids), Budget.archived_ms.is_(None))
        .order_by(Budget.id)
    )
    return list(session.scalars(query))


def page_budgets(
    session: Session, organization_id: str, page: PageRequest, name: str = ""
) -> PageOf[Budget]:
    """The budgets in force, newest first; those with `name` in their name if it is given."""
    query = select(Budget).where(
        Budget.organization_id == organization_id, Budget.archived_ms.is_(None)
    )
    if name:
        query = query.where(has_text(name, Budget.name))
    return select_page(session, query, Budget.id, page)


def _find_member(session: Session, organization_id: str, user_id: str) -> str:
    query = select(Member.user_id).where(
        Member.organization_id == organization_id, Member.user_id == user_id
    )
    if session.scalar(query) is None:
        raise NotFoundError("the organization has no member with this id", where=user_id)
    return user_id

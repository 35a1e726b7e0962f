"""Budgets: what is spent of each, and setting them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.members import list_members
from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.budgets.manage import (
    BudgetTerms,
    CreateBudget,
    Window,
    archive_budget,
    change_budget,
    create_budget,
    find_budget,
    page_budgets,
)
from jarip.cloud.budgets.spending import measure_spending
from jarip.cloud.catalog.money import parse_micros, write_micros
from jarip.cloud.console.requests import Form, Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.subscriptions.terms import find_terms

router = APIRouter(prefix="/budgets")

Reader = Annotated[View, Depends(require(Permission.BUDGETS_READ))]
Writer = Annotated[View, Depends(require(Permission.BUDGETS_WRITE))]


@router.get("")
def show_budgets(view: Reader, name: str = "", cursor: str = "") -> Response:
    """The budgets in force."""
    with view.cloud.database.read() as session:
        return view.page("budgets/list.html", **_values(session, view, name, cursor))


@router.post("", name="create_new_budget")
def make_budget(view: Writer, form: Sent) -> Response:
    """Make a budget."""
    cloud = view.cloud
    try:
        kind, _, owner = form.text("for").partition(":")
        request = CreateBudget(
            **_terms(form),
            project=owner if kind == "project" else "",
            member=owner if kind == "member" else "",
        )
        with cloud.database.write() as session:
            create_budget(session, cloud.clock, view.principal.organization_id, request)
    except (CloudError, ValidationError) as error:
        with cloud.database.read() as session:
            return view.again("budgets/list.html", error, **_values(session, view))
    return view.go("/budgets", "saved")


@router.get("/{budget_id}")
def show_budget(view: Reader, budget_id: str) -> Response:
    """One budget, to be changed."""
    with view.cloud.database.read() as session:
        return view.page("budgets/one.html", **_one(session, view, budget_id))


@router.post("/{budget_id}", name="change_own_budget")
def send_budget(view: Writer, form: Sent, budget_id: str) -> Response:
    """Change what a budget says."""
    try:
        request = BudgetTerms(**_terms(form))
        with view.cloud.database.write() as session:
            change_budget(session, view.principal.organization_id, budget_id, request)
    except (CloudError, ValidationError) as error:
        with view.cloud.database.read() as session:
            return view.again("budgets/one.html", error, **_one(session, view, budget_id))
    return view.go("/budgets", "saved")


@router.post("/{budget_id}/end", name="archive_own_budget")
def end_budget(view: Writer, _form: Sent, budget_id: str) -> Response:
    """End a budget."""
    cloud = view.cloud
    with cloud.database.write() as session:
        archive_budget(session, cloud.clock, view.principal.organization_id, budget_id)
    return view.go("/budgets", "removed")


def _terms(form: Form) -> dict[str, Any]:
    thresholds = form.text("thresholds").replace(",", " ").split()
    if not all(each.isdecimal() for each in thresholds):
        raise InvalidInputError("percents are whole numbers, such as 50 80 100", where="thresholds")
    return {
        "name": form.text("name"),
        "amount_micros": parse_micros(form.text("amount").replace(",", "")),
        "window": form.text("window"),
        "hard": form.ticked("hard"),
        "thresholds": [int(each) for each in thresholds],
    }


def _values(session: Session, view: View, name: str = "", cursor: str = "") -> dict[str, Any]:
    organization_id = view.principal.organization_id
    members = {each.user.id: each.user.name for each in list_members(session, organization_id)}
    projects = {project.id: project.name for project in view.signed.projects}
    page = page_budgets(session, organization_id, PageRequest(24, cursor, with_total=True), name)
    terms = find_terms(session, organization_id, view.now_ms)
    return {
        "budgets": [(row, measure_spending(session, row, view.now_ms)) for row in page.items],
        "page": page,
        "name": name,
        "members": members,
        "projects": projects,
        "windows": list(Window),
        "currency": terms.currency if terms else None,
    }


def _one(session: Session, view: View, budget_id: str) -> dict[str, Any]:
    row = find_budget(session, view.principal.organization_id, budget_id)
    return {
        "budget": row,
        "spending": measure_spending(session, row, view.now_ms),
        "amount": write_micros(row.amount_micros),
        "windows": list(Window),
    }

"""Customers: every organization, what it is subscribed to, and who may come in."""

from __future__ import annotations

from fastapi import APIRouter, Response

from jarip.cloud.accounts.installation import change_policy, read_policy
from jarip.cloud.accounts.organizations import list_organizations
from jarip.cloud.accounts.session_principal import choose_organization
from jarip.cloud.accounts.tables import LoginSession
from jarip.cloud.console.pages.operator.access import Operator
from jarip.cloud.console.requests import Sent
from jarip.cloud.db.database import get_row
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.subscriptions.terms import find_all_terms

router = APIRouter(prefix="/operator/customers")


@router.get("", name="list_all_organizations")
def show_customers(view: Operator, name: str = "", cursor: str = "") -> Response:
    """Every organization."""
    with view.cloud.database.read() as session:
        page = list_organizations(session, PageRequest(50, cursor, with_total=True), name)
        terms = find_all_terms(session, [row.id for row in page.items], view.now_ms)
        policy = read_policy(session)
    return view.page("operator/customers.html", page=page, name=name, terms=terms, policy=policy)


@router.post("/policy", name="change_installation_policy")
def send_policy(view: Operator, form: Sent) -> Response:
    """Change who may come in."""
    with view.cloud.database.write() as session:
        policy = read_policy(session).model_copy(
            update={
                "open_sign_up": form.ticked("open_sign_up"),
                "operators_need_second_factor": form.ticked("operators_need_second_factor"),
            }
        )
        change_policy(session, view.cloud.clock, policy)
    return view.go("/operator/customers", "saved")


@router.post("/{organization_id}/visit", name="visit_organization")
def visit(view: Operator, _form: Sent, organization_id: str) -> Response:
    """Act in a customer's organization; the customer sees it in their audit log."""
    with view.cloud.database.write() as session:
        row = get_row(session, LoginSession, view.principal.session_id)
        choose_organization(session, row, view.signed.user, organization_id)
    return view.go("/")
